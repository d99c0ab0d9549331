"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { useFieldProps } from "./field";
import { controlFrame } from "./input";

/** Several lines of text. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea {...useFieldProps()} className={cn(controlFrame, "px-2.5 py-1.5", className)} {...props} />;
}
