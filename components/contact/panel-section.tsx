import type { ReactNode } from "react";

export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-t px-4 py-3">
      <h2 className="mb-2 text-ink-3 text-xs">{title}</h2>
      {children}
    </section>
  );
}
