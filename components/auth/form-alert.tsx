"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";

/** What went wrong with the form as a whole, above its button; read out when it appears. */
export function FormAlert({ message }: { message: string | null | undefined }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (message) ref.current?.scrollIntoView({ block: "nearest" });
  }, [message]);
  return (
    <div ref={ref} role="alert" className={message ? "flex gap-2 rounded-control bg-danger-soft px-3 py-2 text-danger text-sm" : "sr-only"}>
      {message ? <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden /> : null}
      {message}
    </div>
  );
}
