import type { ReactNode } from "react";

/** Title of a settings page, one line under it, and its main action. */
export function SettingsHeader({ title, lead, action }: { title: string; lead: string; action?: ReactNode }) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-ink text-xl tracking-tight">{title}</h1>
        <p className="mt-1 text-ink-2 text-sm">{lead}</p>
      </div>
      {action}
    </header>
  );
}
