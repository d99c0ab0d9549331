import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** Its name, for the tooltip and for screen readers. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  hint?: string;
  size?: "sm" | "md";
  children: ReactNode;
};

/** A square button with an icon and a name. 32 px, 28 in bars, 44 under 768 px. */
export function IconButton({ label, hint, size = "md", className, children, type, ...props }: IconButtonProps) {
  return (
    <Tooltip label={label} hint={hint}>
      <button
        type={type ?? "button"}
        aria-label={label}
        className={cn(
          "inline-flex shrink-0 items-center justify-center rounded-control text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:text-ink-3 data-[state=open]:bg-hover [&_svg]:size-4 max-md:size-11",
          size === "sm" ? "size-7" : "size-8",
          className,
        )}
        {...props}
      >
        {children}
      </button>
    </Tooltip>
  );
}
