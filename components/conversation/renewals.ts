/** Longer than any hiccup, shorter than a link lives: what is still broken then has another reason. */
const ONCE_IN_MS = 5 * 60_000;
const MOST = 500;

/** Who was renewed lately: a picture that stays broken with a new link must not be asked for for ever. */
export function createRenewals(): { take(id: string, nowMs: number): boolean } {
  const renewedAt = new Map<string, number>();
  return {
    /** Whether this one may be renewed now; then it counts as renewed. */
    take(id, nowMs) {
      if (nowMs - (renewedAt.get(id) ?? Number.NEGATIVE_INFINITY) < ONCE_IN_MS) return false;
      if (renewedAt.size >= MOST) renewedAt.clear();
      renewedAt.set(id, nowMs);
      return true;
    },
  };
}
