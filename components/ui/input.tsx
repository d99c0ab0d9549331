"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { useFieldProps } from "./field";

/** The frame that inputs, text areas and selects share. */
export const controlFrame =
  "w-full rounded-control border border-line-strong bg-surface text-ink text-sm transition-colors disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-danger";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...useFieldProps()} className={cn(controlFrame, "h-8 px-2.5 max-md:h-11", className)} {...props} />;
}
