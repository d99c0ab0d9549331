"use client";

import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

/** More about the thing that was pressed, beside it; never wider than the screen, and it scrolls when it is long. */
export function PopoverContent({ title, className, children, ...props }: ComponentProps<typeof Radix.Content> & { title: string }) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        aria-label={title}
        // The keyboard scrolls what has the focus.
        tabIndex={0}
        className={cn(
          "-outline-offset-2 z-50 max-h-[min(28rem,var(--radix-popover-content-available-height))] w-[min(26rem,calc(100vw-1rem))] animate-pop-in overflow-y-auto rounded-card bg-surface shadow-float",
          className,
        )}
        {...props}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
