import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";

interface AuthCardProps {
  title: string;
  lead?: ReactNode;
  /** Below the card: the other way. */
  foot?: ReactNode;
  children?: ReactNode;
}

/** One thing to do before the workspace. */
export function AuthCard({ title, lead, foot, children }: AuthCardProps) {
  return (
    <>
      <Card className="w-full p-6 max-md:rounded-none max-md:border-x-0 max-md:px-4">
        <h1 className="font-semibold text-ink text-xl tracking-tight">{title}</h1>
        {lead ? <p className="mt-1 text-ink-2 text-sm">{lead}</p> : null}
        {children ? <div className="mt-5 md:[&_input]:h-10">{children}</div> : null}
      </Card>
      {foot ? <p className="mt-4 flex flex-wrap justify-center gap-x-1.5 text-ink-2 text-sm">{foot}</p> : null}
    </>
  );
}
