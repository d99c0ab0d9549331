"use client";

import { useEffect } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { publicErrorOf } from "@/components/trpc/public-error";

/** Puts what the server found wrong beside its fields, and the focus into the first of them. */
export function useServerFields<T extends FieldValues, C, O>(form: UseFormReturn<T, C, O>, error: unknown): void {
  const { setError } = form;
  useEffect(() => {
    publicErrorOf(error)?.fields.forEach(({ field, message }, index) => {
      setError(field as Path<T>, { message }, { shouldFocus: index === 0 });
    });
  }, [error, setError]);
}
