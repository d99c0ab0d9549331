"use client";

import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Kbd } from "./kbd";

export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

/** Not modal: a modal menu hides the page from screen readers while its links can still take the focus. */
export function Menu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />;
}

const row =
  "flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 text-ink text-sm outline-none data-highlighted:bg-hover data-disabled:text-ink-3 max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3";

export function MenuContent({ className, children, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-pop-in overflow-y-auto rounded-card bg-surface p-1 shadow-float",
          className,
        )}
        {...props}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** `asChild` gives the look to its one child (a link); a hint then has no place. */
export function MenuItem({ hint, tone, className, children, ...props }: ComponentProps<typeof Radix.Item> & { hint?: string; tone?: "danger" }) {
  const look = cn(row, tone === "danger" && "text-danger [&_svg]:text-danger", className);
  if (props.asChild)
    return (
      <Radix.Item className={look} {...props}>
        {children}
      </Radix.Item>
    );
  return (
    <Radix.Item className={look} {...props}>
      {children}
      {hint ? (
        <span className="ml-auto pl-4 max-md:hidden">
          <Kbd>{hint}</Kbd>
        </span>
      ) : null}
    </Radix.Item>
  );
}

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(row, "pr-2 pl-8", className)} {...props}>
      <Radix.ItemIndicator className="absolute left-3">
        <Check className="!text-accent-ink" aria-hidden />
      </Radix.ItemIndicator>
      {children}
    </Radix.RadioItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-ink-3 text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
}

export const MenuSub = Radix.Sub;

export function MenuSubTrigger({ className, children, ...props }: ComponentProps<typeof Radix.SubTrigger>) {
  return (
    <Radix.SubTrigger className={cn(row, className)} {...props}>
      {children}
      <ChevronRight className="ml-auto" aria-hidden />
    </Radix.SubTrigger>
  );
}

export function MenuSubContent({ className, ...props }: ComponentProps<typeof Radix.SubContent>) {
  return (
    <Radix.Portal>
      <Radix.SubContent
        collisionPadding={8}
        className={cn("z-50 max-h-80 min-w-48 max-w-[calc(100vw-2rem)] animate-pop-in overflow-y-auto rounded-card bg-surface p-1 shadow-float", className)}
        {...props}
      />
    </Radix.Portal>
  );
}
