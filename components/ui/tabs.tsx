"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const Tabs = Radix.Root;
export const TabsContent = Radix.Content;

export function TabsList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cn("flex items-center gap-1", className)} {...props} />;
}

/** A tab with an optional count behind its name. */
export function TabsTrigger({ count, className, children, ...props }: ComponentProps<typeof Radix.Trigger> & { count?: number | string }) {
  return (
    <Radix.Trigger
      className={cn(
        "inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-control px-2.5 font-medium text-ink-2 text-sm transition-colors hover:bg-hover data-[state=active]:bg-accent-soft data-[state=active]:text-accent-ink max-md:h-11",
        className,
      )}
      {...props}
    >
      {children}
      {count === undefined ? null : <span className="font-normal text-2xs">{count}</span>}
    </Radix.Trigger>
  );
}
