"use client";

import { useErrorText } from "@/components/auth/use-error-text";
import { publicErrorOf } from "@/components/trpc/public-error";
import { notifyError } from "@/components/ui/toast";

/** Tells by toast that an action failed and why, in the person's words. */
export function useTellFailure(): (error: unknown) => void {
  const { ofFailure } = useErrorText();
  return (error) => notifyError(ofFailure(error) ?? "", publicErrorOf(error)?.code === "bug" ? (publicErrorOf(error)?.requestId ?? undefined) : undefined);
}
