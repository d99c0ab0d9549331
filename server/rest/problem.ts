import * as z from "zod";
import type { AppError, ErrorCode } from "@/lib/errors";

const STATUSES: Record<ErrorCode, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
  bug: 500,
};

/** Refusals of the request itself, before its content was looked at. */
const REASON_STATUSES: Record<string, number> = {
  "malformed-json": 400,
  "malformed-cursor": 400,
  "malformed-query": 400,
  "malformed-header": 400,
  "malformed-multipart": 400,
  "method-not-allowed": 405,
  "too-large": 413,
  "unsupported-media-type": 415,
};

const TITLES: Record<number, string> = {
  400: "Malformed request",
  401: "Not authenticated",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Invalid content",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};

const DEFAULT_RETRY_SECONDS = 1;

/** The body of every failure: RFC 9457 with a code for programs, the request's id for support, and the fields at fault. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: "What a program may branch on: `not-found`, `version`, `window-closed` ..." }),
  detail: z.string().meta({ description: "A sentence for a person." }),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  current: z.record(z.string(), z.unknown()).optional().meta({ description: "With a conflict of versions: the object as it is now." }),
  data: z.record(z.string(), z.unknown()).optional(),
});

/** The HTTP status of a failure; nothing else decides one. */
export function statusOf(error: AppError): number {
  return REASON_STATUSES[error.reason] ?? STATUSES[error.code];
}

/** A failure as application/problem+json (RFC 9457). Says only what AppError calls public. */
export function problemResponse(error: AppError, requestId: string): Response {
  const status = statusOf(error);
  const { current, retryAfterSeconds, allowed, ...data } = error.data;
  const body = {
    type: `/docs/api#problem-${status}`,
    title: TITLES[status] ?? "Error",
    status,
    code: error.reason,
    detail: error.publicMessage,
    requestId,
    errors: error.fields,
    ...(current ? { current } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "x-request-id": requestId, "cache-control": "no-store" });
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="parley"');
  if (status === 429 || status === 503) headers.set("retry-after", String(retryAfterSeconds ?? DEFAULT_RETRY_SECONDS));
  if (Array.isArray(allowed)) headers.set("allow", allowed.join(", "));
  return new Response(JSON.stringify(body), { status, headers });
}
