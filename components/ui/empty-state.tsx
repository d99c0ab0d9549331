import type { ReactNode } from "react";

/** What would be here, why it is not, one action. */
export function EmptyState({ icon, title, description, action }: { icon?: ReactNode; title: string; description?: string; action?: ReactNode }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 px-6 py-12 text-center">
      {icon ? <div className="mb-2 text-ink-3 [&_svg]:size-6">{icon}</div> : null}
      <p className="font-medium text-base text-ink">{title}</p>
      {description ? <p className="max-w-72 text-ink-3 text-sm">{description}</p> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
