import * as z from "zod";
import { AppError, bug } from "@/lib/errors";
import { asUnavailable, codeOf } from "./db-errors";

const MAX_FIELD_ERRORS = 100;

/** SQLSTATE class 22: the value itself cannot be kept (out of range, not an instant, a character the encoding has not). */
function isUnstorable(error: unknown): boolean {
  return /^22[0-9A-Z]{3}$/.test(codeOf(error) ?? "");
}

/**
 * Any failure as one of the product's own, for the transports: ours stay, a database that is away is `unavailable`,
 * input that fails its schema or that the database cannot keep is `invalid`, the rest is a `bug` with its cause for the log.
 */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) {
    const fields = error.issues.slice(0, MAX_FIELD_ERRORS).map((issue) => ({ field: issue.path.join("."), message: issue.message }));
    return new AppError("invalid", "input fails its schema", { cause: error, fields });
  }
  const known = asUnavailable(error);
  if (known instanceof AppError) return known;
  if (isUnstorable(error)) return new AppError("invalid", "value cannot be stored", { cause: error });
  return bug(error instanceof Error ? error.message : String(error), error);
}
