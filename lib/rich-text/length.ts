export type LengthUnit = "utf16" | "bytes" | "code-points";

const encoder = new TextEncoder();

/** How long a text is in a platform's unit. */
export function lengthIn(unit: LengthUnit, text: string): number {
  if (unit === "utf16") return text.length;
  if (unit === "bytes") return encoder.encode(text).length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}
