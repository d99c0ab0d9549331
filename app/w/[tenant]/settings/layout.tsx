import type { ReactNode } from "react";
import { SettingsNav } from "@/components/shell/settings-nav";

/** Settings: the list of pages on the left, one page on the right. Each page checks its own permission. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 max-md:flex-col">
      <SettingsNav />
      <main id="content" tabIndex={-1} className="min-w-0 flex-1 overflow-y-auto outline-none md:[scrollbar-gutter:stable]">
        <div className="mx-auto max-w-3xl px-6 py-6 max-md:px-4">{children}</div>
      </main>
    </div>
  );
}
