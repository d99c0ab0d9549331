import { TRPCError } from "@trpc/server";
import type { AppError, ErrorCode, FieldError } from "@/lib/errors";
import { asAppError } from "@/server/db/as-app-error";
import { log } from "@/server/log";

const TRPC_CODES: Record<ErrorCode, TRPCError["code"]> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  conflict: "CONFLICT",
  limit: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
  bug: "INTERNAL_SERVER_ERROR",
};

/** What a screen may know of a failure. Nothing of the internal message, the stack or the query gets here. */
export interface PublicError {
  code: ErrorCode;
  /** Finer than `code`: "stale", "window-closed". */
  reason: string;
  publicMessage: string;
  fields: FieldError[];
  data: Record<string, unknown>;
  requestId: string | null;
}

/** The product's error behind a tRPC error: what was thrown, or what tRPC itself found wrong with the request. */
export function appErrorOf(error: TRPCError): AppError {
  return asAppError(error.cause ?? error);
}

/** Gives the error tRPC's own code, so that its HTTP status is right, and keeps ours as the cause. */
export function toTrpcError(error: TRPCError): TRPCError {
  const cause = appErrorOf(error);
  return new TRPCError({ code: cause.code === "bug" && !error.cause ? error.code : TRPC_CODES[cause.code], message: cause.publicMessage, cause });
}

/** The public half of an error. tRPC's own refusals (no such procedure, wrong method) keep tRPC's sentence: it names only the request. */
export function publicError(error: TRPCError, requestId: string | null): PublicError {
  const ours = appErrorOf(error);
  const isOwnRefusal = ours.code === "bug" && error.code !== "INTERNAL_SERVER_ERROR";
  return {
    code: isOwnRefusal ? "invalid" : ours.code,
    reason: isOwnRefusal ? error.code.toLowerCase().replaceAll("_", "-") : ours.reason,
    publicMessage: isOwnRefusal ? "The request is not valid." : ours.publicMessage,
    fields: ours.fields,
    data: ours.data,
    requestId,
  };
}

/** Writes what a person will ask about: bugs and outages with their request id, never inputs. */
export function logFailure(error: TRPCError, where: { requestId: string | null; path: string | undefined }): void {
  const ours = appErrorOf(error);
  if (ours.code !== "bug" && ours.code !== "unavailable") return;
  if (ours.code === "bug" && error.code !== "INTERNAL_SERVER_ERROR") return;
  log().error({ requestId: where.requestId, procedure: where.path, code: ours.code, err: ours.cause ?? ours }, "procedure failed");
}
