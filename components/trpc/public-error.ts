import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/router";

type ApiError = NonNullable<TRPCClientError<AppRouter>["data"]>["error"];

/** What the server said went wrong: code, finer reason, a person's sentence, fields. Null when the answer never came (offline, server away). */
export function publicErrorOf(error: unknown): ApiError | null {
  return error instanceof TRPCClientError ? ((error as TRPCClientError<AppRouter>).data?.error ?? null) : null;
}
