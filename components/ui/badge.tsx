import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const badge = cva("inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-chip px-1.5 font-medium text-2xs [&_svg]:size-3", {
  variants: {
    tone: {
      plain: "border border-line bg-surface text-ink-2",
      grey: "bg-hover text-ink-2",
      accent: "bg-accent-soft text-accent-ink",
      ok: "bg-ok-soft text-ok",
      warn: "bg-warn-soft text-warn",
      danger: "bg-danger-soft text-danger",
    },
  },
  defaultVariants: { tone: "plain" },
});

/** A state or a mark in words; colour never says it alone. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badge>) {
  return <span className={cn(badge({ tone }), className)} {...props} />;
}
