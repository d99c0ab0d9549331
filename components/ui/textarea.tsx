"use client";

import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { useFieldProps } from "./field";
import { controlFrame } from "./input";

export function Textarea({ className, rows = 4, ...props }: ComponentProps<"textarea">) {
  return <textarea {...useFieldProps()} rows={rows} className={cn(controlFrame, "resize-y px-2.5 py-1.5", className)} {...props} />;
}
