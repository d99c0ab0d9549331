"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "@/lib/cn";
import { useFieldProps } from "./field";
import { controlFrame } from "./input";

interface SelectProps {
  value: string;
  onValueChange(value: string): void;
  options: { value: string; label: string; isDisabled?: boolean }[];
  /** Its name where no Field gives one. */
  label?: string;
  name?: string;
  disabled?: boolean;
  className?: string;
}

/** One of a few. */
export function Select({ value, onValueChange, options, label, name, disabled, className }: SelectProps) {
  return (
    <Radix.Root value={value} onValueChange={onValueChange} name={name} disabled={disabled}>
      <Radix.Trigger
        {...useFieldProps()}
        aria-label={label}
        className={cn(controlFrame, "flex h-8 items-center justify-between gap-2 px-2.5 text-left hover:bg-hover max-md:h-11", className)}
      >
        <span className="truncate">
          <Radix.Value />
        </span>
        <Radix.Icon>
          <ChevronDown className="size-4 text-ink-3" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-pop-in overflow-hidden rounded-card bg-surface p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled}
                className="flex min-h-8 cursor-default items-center justify-between gap-3 rounded-control px-2 text-ink text-sm outline-none data-highlighted:bg-hover data-disabled:text-ink-3 max-md:min-h-11"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check className="size-4 text-accent-ink" aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
