import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** The grey shape of what is coming. Give it the true size. Shown only after 200 ms, so that quick answers do not flicker. */
export function Skeleton({ className, ...props }: ComponentProps<"span">) {
  return <span aria-hidden className={cn("block animate-breathe rounded-chip bg-hover", className)} {...props} />;
}
