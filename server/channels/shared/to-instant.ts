const SECONDS_BELOW = 1e11; // in seconds the year 5138, in milliseconds 1973
const MILLISECONDS_BELOW = 1e14; // above: microseconds
/** The last of the year 9999: ISO 8601 writes later ones with a sign, which nobody reads. */
const LATEST_MS = 253_402_300_799_999;

function toMilliseconds(value: number): number {
  if (value < SECONDS_BELOW) return value * 1000;
  return value < MILLISECONDS_BELOW ? value : value / 1000;
}

/** An instant as platforms write it (seconds, milliseconds, microseconds, each as number or string, or ISO 8601) as ISO 8601 UTC; null for anything else. */
export function toInstant(value: unknown): string | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const isNumeric = typeof value === "number" || /^\d+$/.test(value);
  const ms = isNumeric ? toMilliseconds(Number(value)) : Date.parse(value as string);
  return Number.isFinite(ms) && ms > 0 && ms <= LATEST_MS ? new Date(ms).toISOString() : null;
}
