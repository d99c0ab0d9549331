/**
 * Whether a mail goes on under the subject above it. An answer puts something before the subject, in some language ("Re:", "AW:",
 * "回复："), and leaves its end alone.
 */
export function isSameSubject(a: string, b: string): boolean {
  const [one, other] = [fold(a), fold(b)];
  if (!one || !other) return one === other;
  return one.endsWith(other) || other.endsWith(one);
}

function fold(subject: string): string {
  return subject.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}
