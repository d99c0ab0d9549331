import { SendError, TransportError } from "@/server/channels/contract";
import type { FailureKind } from "./delivery-reasons";

/** With the waits below about eight minutes; whoever waits for the answer should know by then. Ours. */
const MAX_ATTEMPTS = 6;
/** A platform that asks for patience gets it for longer. */
const MAX_THROTTLED_ATTEMPTS = 20;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

export type FailureOutcome =
  | { kind: "failed"; why: FailureKind; words?: string; code: string | null }
  | { kind: "retry"; why: FailureKind; words?: string; code: string | null; notBefore: Date }
  /** It may have arrived; never repeated by us. */
  | { kind: "unknown"; why: FailureKind; code: string | null };

interface Attempt {
  error: unknown;
  /** Attempts so far, this one included. */
  attempts: number;
  isIdempotent: boolean;
  now: Date;
  /** 0 to 1: spreads the retries of messages that failed together. */
  jitter: number;
}

/**
 * What follows from a failed send. Nothing was sent and later may succeed: retry. Nothing was sent and never will be: failed.
 * It may have been sent: retry where the platform takes the same send twice for one, else unknown. Pure.
 */
export function judgeFailure(attempt: Attempt): FailureOutcome {
  const { error } = attempt;
  if (error instanceof SendError) return judgeSendError(error, attempt);
  if (error instanceof TransportError && !error.maybeSent) return retryOr({ kind: "failed", why: "refused", code: null }, attempt);
  // A time-out, or a bug of the adapter after the request left: nobody can say.
  return judgeUnknown("unknown", null, attempt);
}

function judgeSendError(error: SendError, attempt: Attempt): FailureOutcome {
  const facts = { why: error.kind, words: error.message || undefined, code: error.code };
  if (error.kind === "throttled") return retryOr({ kind: "failed", ...facts }, attempt, error.retryAfterMs);
  // The adapter knows whether this very call can be repeated: LINE's push has a key, its reply has none.
  if (error.kind === "unknown") return judgeUnknown("unknown", error.code, { ...attempt, isIdempotent: error.retryable });
  if (error.retryable) return retryOr({ kind: "failed", ...facts }, attempt, error.retryAfterMs);
  return { kind: "failed", ...facts };
}

function judgeUnknown(why: FailureKind, code: string | null, attempt: Attempt): FailureOutcome {
  const giveUp = { kind: "unknown", why, code } as const;
  return attempt.isIdempotent ? retryOr(giveUp, attempt) : giveUp;
}

function retryOr(giveUp: FailureOutcome, attempt: Attempt, retryAfterMs: number | null = null): FailureOutcome {
  const limit = giveUp.why === "throttled" ? MAX_THROTTLED_ATTEMPTS : MAX_ATTEMPTS;
  if (attempt.attempts >= limit) return giveUp;
  const wait = retryAfterMs ?? Math.min(FIRST_WAIT_MS * 3 ** (attempt.attempts - 1), LONGEST_WAIT_MS);
  const notBefore = new Date(attempt.now.getTime() + Math.round(wait * (1 + attempt.jitter / 4)));
  return { words: undefined, ...giveUp, kind: "retry", notBefore };
}
