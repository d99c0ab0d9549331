import type { ErrorCode } from "@/lib/errors";
import { asAppError } from "@/server/db/as-app-error";
import { currentRequestId, log } from "@/server/log";

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
  bug: 500,
};

/** A JSON answer that nobody caches: it belongs to one visitor. */
export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" } });
}

/**
 * Any failure as the widget reads it: `{code, message, fields?, requestId}`, where `code` is the finer reason
 * ("bad-signature", "unknown-channel"). What is our fault is logged under the request id, without bodies.
 */
export function failure(thrown: unknown): Response {
  const error = asAppError(thrown);
  const requestId = currentRequestId();
  if (error.code === "bug") log().error({ requestId, err: error.cause ?? error }, "request failed");
  const fields = error.fields.length > 0 ? error.fields : undefined;
  const answer = json(error.reason === "too-large" ? 413 : STATUS[error.code], { code: error.reason, message: error.publicMessage, fields, requestId });
  const retryAfter = error.data.retryAfterSeconds ?? (error.code === "unavailable" ? 2 : undefined);
  if (typeof retryAfter === "number") answer.headers.set("retry-after", String(Math.ceil(retryAfter)));
  return answer;
}
