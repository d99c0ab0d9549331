import * as z from "zod";

/**
 * SQL that gives an instant with its microseconds as ISO 8601 text: a JavaScript Date would cut them off, and a keyset
 * cursor that is a microsecond off skips or repeats rows.
 */
export function microsSql(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** What microsSql gives, as it comes back in a cursor. */
export const micros = z.iso.datetime({ precision: 6 });
