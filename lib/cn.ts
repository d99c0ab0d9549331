import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({ extend: { theme: { radius: ["chip", "control", "card", "bubble"], shadow: ["float"], text: ["message"] } } });

/** Joins class names; of two that set the same property, the later one stays. Knows the names of our own scales. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
