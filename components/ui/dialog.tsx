"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

interface DialogContentProps {
  title: string;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** A question or a form over the page; on narrow screens it comes from the foot. */
export function DialogContent({ title, description, footer, className, children }: DialogContentProps) {
  const t = useTranslations("common");
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "-translate-x-1/2 fixed top-[12dvh] left-1/2 z-50 flex max-h-[76dvh] w-[min(28rem,calc(100vw-2rem))] animate-fade-in flex-col rounded-bubble bg-surface shadow-float",
          "max-md:top-auto max-md:bottom-0 max-md:max-h-[88dvh] max-md:w-full max-md:rounded-b-none",
          className,
        )}
      >
        <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
          <div className="min-w-0">
            <Radix.Title className="font-semibold text-ink text-lg tracking-tight">{title}</Radix.Title>
            {description ? <Radix.Description className="mt-1 text-ink-2 text-sm">{description}</Radix.Description> : null}
          </div>
          <Radix.Close
            aria-label={t("close")}
            className="-mr-1.5 inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink max-md:size-11"
          >
            <X className="size-4" aria-hidden />
          </Radix.Close>
        </header>
        {children ? <div className="min-h-0 overflow-y-auto px-5 pt-1 pb-4">{children}</div> : null}
        {footer ? <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer> : null}
      </Radix.Content>
    </Radix.Portal>
  );
}
