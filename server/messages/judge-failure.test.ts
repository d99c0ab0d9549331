import { describe, expect, test } from "vitest";
import { SendError, type SendErrorKind, TransportError } from "@/server/channels/contract";
import { judgeFailure } from "./judge-failure";

const now = new Date("2026-11-21T12:00:00Z");
const judge = (error: unknown, over: { attempts?: number; isIdempotent?: boolean; jitter?: number } = {}) =>
  judgeFailure({ error, attempts: 1, isIdempotent: false, now, jitter: 0, ...over });
const send = (kind: SendErrorKind, retryable: boolean, retryAfterMs?: number) => new SendError(kind, "platform says", { retryable, code: "131", retryAfterMs });
const waitMs = (outcome: ReturnType<typeof judge>) => (outcome.kind === "retry" ? outcome.notBefore.getTime() - now.getTime() : null);

describe("judgeFailure", () => {
  test.each([
    ["window closed", send("window", false), false, "failed"],
    ["blocked", send("blocked", false), false, "failed"],
    ["unreachable for good", send("unreachable", false), false, "failed"],
    ["platform error of the moment", send("unreachable", true), false, "retry"],
    ["throttled", send("throttled", true), false, "retry"],
    ["throttled, though called final", send("throttled", false), false, "retry"],
    ["no access", send("auth", false), false, "failed"],
    ["bad content", send("content", false), false, "failed"],
    ["no answer", send("unknown", false), false, "unknown"],
    ["no answer to a call that may be repeated", send("unknown", true), false, "retry"],
    ["no answer to one that may not, though others of the channel may", send("unknown", false), true, "unknown"],
    ["connection refused", new TransportError("ECONNREFUSED", false), false, "retry"],
    ["time-out", new TransportError("time-out", true), false, "unknown"],
    ["time-out, sending is idempotent", new TransportError("time-out", true), true, "retry"],
    ["a bug in the adapter", new TypeError("x is undefined"), false, "unknown"],
  ] as const)("%s", (_name, error, isIdempotent, kind) => {
    expect(judge(error, { isIdempotent }).kind).toBe(kind);
  });

  test("keeps the platform's code and words", () => {
    expect(judge(send("content", false))).toEqual({ kind: "failed", why: "content", words: "platform says", code: "131" });
  });

  test("waits longer each time, at most five minutes, then gives up", () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempts) => waitMs(judge(send("unreachable", true), { attempts })));
    expect(waits).toEqual([5_000, 15_000, 45_000, 135_000, 300_000, null]);
    expect(judge(send("unreachable", true), { attempts: 6 }).kind).toBe("failed");
    expect(judge(new TransportError("time-out", true), { attempts: 6, isIdempotent: true }).kind).toBe("unknown");
    expect(judge(send("unknown", true), { attempts: 6 }).kind).toBe("unknown");
  });

  test("waits as long as the platform asks, and bears with it for longer", () => {
    expect(waitMs(judge(send("throttled", true, 90_000), { attempts: 12 }))).toBe(90_000);
    expect(judge(send("throttled", true, 90_000), { attempts: 20 }).kind).toBe("failed");
  });

  test("spreads the retries of what failed together, never to before the platform's wait", () => {
    expect(waitMs(judge(send("throttled", true, 8_000), { jitter: 1 }))).toBe(10_000);
  });
});
