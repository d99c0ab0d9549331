import { AppError } from "@/lib/errors";

/** Promised: at least 1,000 requests a second a key. Each web process counts for itself, so several give more. */
export const REQUESTS_PER_SECOND = 2_000;
const FORGET_AFTER_MS = 60_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket a key: one second's worth may come at once. Forgets keys that are quiet. */
export function rateLimiter(perSecond: number): (key: string, nowMs: number) => void {
  const buckets = new Map<string, Bucket>();
  let sweptAt = 0;
  return (key, nowMs) => {
    if (nowMs - sweptAt > FORGET_AFTER_MS) {
      for (const [other, { at }] of buckets) if (nowMs - at > FORGET_AFTER_MS) buckets.delete(other);
      sweptAt = nowMs;
    }
    const bucket = buckets.get(key) ?? { tokens: perSecond, at: nowMs };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((nowMs - bucket.at) / 1000) * perSecond);
    bucket.at = nowMs;
    buckets.set(key, bucket);
    if (bucket.tokens < 1)
      throw new AppError("limit", "too many requests of a key", {
        reason: "rate-limit",
        publicMessage: `This key has made more than ${perSecond} requests within a second.`,
        data: { retryAfterSeconds: 1 },
      });
    bucket.tokens -= 1;
  };
}
