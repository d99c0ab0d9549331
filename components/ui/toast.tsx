"use client";

import { Toaster as Sonner, toast } from "sonner";

/** Once, near the root. Bottom left, one line, five seconds; errors stay till closed. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-left"
      duration={5000}
      offset={{ left: "var(--toast-left)", bottom: "var(--toast-bottom)" }}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: "flex w-[22rem] max-w-[calc(100vw-2rem)] items-center gap-3 rounded-card bg-surface px-3 py-2.5 text-ink text-sm shadow-float font-sans",
          title: "font-medium",
          description: "text-ink-2 text-xs",
          actionButton: "ml-auto shrink-0 rounded-control px-2 py-1 font-medium text-accent-ink hover:bg-hover",
          closeButton: "order-last ml-auto shrink-0 rounded-control p-1 text-ink-3 hover:bg-hover",
          icon: "hidden",
        },
      }}
    />
  );
}

/** What was done, when the screen does not show it. */
export function notify(message: string, options?: { undo?: { label: string; run(): void } }): void {
  if (!options?.undo) {
    toast(message);
    return;
  }
  toast(message, { duration: 10_000, action: { label: options.undo.label, onClick: options.undo.run } });
}

/** What went wrong and what was kept. Stays till closed. */
export function notifyError(message: string, description?: string): void {
  toast.error(message, { description, duration: Number.POSITIVE_INFINITY, closeButton: true });
}
