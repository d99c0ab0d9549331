import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control font-medium text-sm transition-colors select-none disabled:pointer-events-none disabled:text-ink-3 aria-disabled:text-ink-3 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        main: "bg-accent text-on-accent hover:bg-accent-hover disabled:bg-hover aria-disabled:bg-hover",
        plain: "border border-line-strong bg-surface text-ink hover:bg-hover",
        light: "border border-line bg-surface text-ink-2 hover:bg-hover",
        soft: "bg-accent-soft text-accent-ink hover:bg-selected",
        quiet: "text-ink-2 hover:bg-hover hover:text-ink",
        danger: "bg-danger-fill text-on-accent hover:brightness-95 disabled:bg-hover",
        link: "text-accent-ink hover:underline underline-offset-2",
      },
      size: { sm: "h-7 px-2.5", md: "h-8 px-3 max-md:h-11 max-md:px-4", lg: "h-10 px-4 max-md:h-11" },
    },
    compoundVariants: [{ variant: "link", class: "h-auto px-0 max-md:h-auto max-md:px-0" }],
    defaultVariants: { variant: "plain", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button> & { /** Gives the look to its one child (a link). */ asChild?: boolean };

export function Button({ variant, size, asChild, className, type, ...props }: ButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  return <button type={type ?? "button"} className={classes} {...props} />;
}
