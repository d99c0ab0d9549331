"use client";

import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "@/lib/cn";

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
}

const FieldContext = createContext<FieldIds | null>(null);

/** What a control inside a Field must carry, so that label, help and error belong to it. Empty outside a Field. */
export function useFieldProps(): { id?: string; "aria-describedby"?: string; "aria-invalid"?: true } {
  const field = useContext(FieldContext);
  if (!field) return {};
  return { id: field.id, "aria-describedby": field.describedBy, "aria-invalid": field.isInvalid || undefined };
}

interface FieldProps {
  label: string;
  /** Below the control; the error takes its place. */
  help?: ReactNode;
  error?: string;
  className?: string;
  /** One Input, Textarea or Select. */
  children: ReactNode;
}

/** Label above, help below, error instead of help and tied to the control. */
export function Field({ label, help, error, className, children }: FieldProps) {
  const id = useId();
  const hasNote = Boolean(error ?? help);
  return (
    <FieldContext value={{ id, describedBy: hasNote ? `${id}-note` : undefined, isInvalid: Boolean(error) }}>
      <div className={cn("flex flex-col gap-1.5", className)}>
        <label htmlFor={id} className="font-medium text-ink text-sm">
          {label}
        </label>
        {children}
        {hasNote ? (
          <p id={`${id}-note`} className={cn("text-xs", error ? "text-danger" : "text-ink-3")}>
            {error ?? help}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}
