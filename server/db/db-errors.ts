import { AppError } from "@/lib/errors";

/** What Prisma makes of a driver's error (adapter-pg 7.10.0): the database's own code stands far inside. */
interface WrappedError {
  code?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
}

/** The SQLSTATE or network code of an error, by pg or by Prisma. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, meta } = error as WrappedError;
  const own = meta?.driverAdapterError?.cause?.originalCode ?? code;
  return typeof own === "string" ? own : undefined;
}

/** SQLSTATE 23505. The transaction is dead by then: prefer insert ... on conflict. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "23505";
}

/** Worth running the same transaction again: two wrote the same key, serialisation failure, deadlock. */
export function isRepeatable(error: unknown): boolean {
  return ["23505", "40001", "40P01"].includes(codeOf(error) ?? "");
}

// Prisma has numbers of its own for a network error: not reachable, timed out, closed (its "Error message reference", read 2026-11-21).
const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ENOENT", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "P1001", "P1002", "P1008", "P1017"]);
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/;

/**
 * Whether the database is away (as opposed to having said no): network errors, and the SQLSTATE classes
 * 08 (connection), 57P01-57P03 (shutdown, crash, starting up), 53 (no disk, memory or connection left), 58030 (the disk fails),
 * 25006 (it takes no writes: a standby, in the middle of a failover). None of these is the fault of what was asked.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html (read 2026-11-21)
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error) ?? "";
  if (NETWORK.has(code) || code.startsWith("08") || /^57P0[123]$/.test(code) || /^53/.test(code) || ["58030", "25006"].includes(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  return error instanceof Error && WORDS.test(error.message);
}

/** Turns "the database is away" into the error that transports answer with 503 and Retry-After; gives others back unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof AppError || !isDatabaseAway(error)) return error;
  return new AppError("unavailable", "database away", { cause: error, reason: "database-away", data: { retryAfterSeconds: 2 } });
}
