import type * as z from "zod";
import { AppError } from "@/lib/errors";

/** A place in a list as an opaque string: base64url of a small JSON array. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Reads a cursor of this shape back. Throws invalid (`malformed-cursor`) for anything that encodeCursor did not make. */
export function decodeCursor<T>(cursor: string, shape: z.ZodType<T>): T {
  const result = shape.safeParse(parse(cursor));
  if (!result.success) throw malformedCursor();
  return result.data;
}

/** A cursor that was made elsewhere, or for a list in another order. */
export function malformedCursor(): AppError {
  return new AppError("invalid", "malformed cursor", {
    reason: "malformed-cursor",
    publicMessage: "This cursor was not given out here. Start the list again without it.",
    fields: [{ field: "cursor", message: "was not given out here" }],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
