/** The closed list of failures. Transports (tRPC, REST) map these to their own codes; nothing else does. */
export type ErrorCode = "invalid" | "unauthenticated" | "forbidden" | "not-found" | "conflict" | "limit" | "unavailable" | "bug";

export interface FieldError {
  /** Dotted path of the field, "" for the whole input. */
  field: string;
  message: string;
}

interface AppErrorOptions {
  /** Finer than `code`, for programs: "window-closed". */
  reason?: string;
  /** What a person may read. Never contains internals, ids of others, or secrets. */
  publicMessage?: string;
  cause?: unknown;
  fields?: FieldError[];
  /** Facts a caller may use: the current object of a conflict, seconds until a retry. */
  data?: Record<string, unknown>;
}

const PUBLIC_MESSAGES: Record<ErrorCode, string> = {
  invalid: "The input is not valid.",
  unauthenticated: "Sign in first.",
  forbidden: "You may not do this.",
  "not-found": "There is no such thing here.",
  conflict: "Somebody was faster.",
  limit: "Too many requests.",
  unavailable: "The service is not available right now.",
  bug: "Something went wrong on our side.",
};

/** The one error class of the product. `message` is for the log, `publicMessage` for people; they never mix. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly reason: string;
  readonly publicMessage: string;
  readonly fields: FieldError[];
  readonly data: Record<string, unknown>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = options.reason ?? code;
    this.publicMessage = options.publicMessage ?? PUBLIC_MESSAGES[code];
    this.fields = options.fields ?? [];
    this.data = options.data ?? {};
  }
}

/** An impossible state: fails the request, the person sees a reference id, the log holds the rest. */
export function bug(message: string, cause?: unknown): AppError {
  return new AppError("bug", message, { cause });
}

/** Another tenant's row and a missing row look the same. */
export function notFound(what: string): AppError {
  return new AppError("not-found", `${what} not found`);
}
