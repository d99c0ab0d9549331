import { describe, expect, test } from "vitest";
import { callsFor, type ReplyState, replyState } from "./reply-state";

type Facts = Parameters<typeof replyState>[0];
const now = new Date("2026-11-21T12:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const facts = (given: Partial<Facts> & { counted?: boolean; isConnected?: boolean } = {}): Facts => ({
  replyChannel: {
    isConnected: given.isConnected ?? true,
    capabilities: { window: { hours: 48, extendedHours: null, counted: given.counted ?? false } } as Facts["replyChannel"]["capabilities"],
  },
  isBlocked: given.isBlocked ?? false,
  refusal: given.refusal ?? null,
  windowClosesAt: given.windowClosesAt ?? null,
  windows: given.windows ?? [],
});
const counted = (sendsLeft: number | null, minutes: number) => {
  const expiresAt = inMinutes(minutes).toISOString();
  return facts({ counted: true, windowClosesAt: expiresAt, windows: [{ scene: "message", expiresAt, sendsLeft }] });
};

describe("whether an answer is possible", () => {
  const cases: [string, Facts, ReplyState][] = [
    ["always, where there is no window", facts(), { kind: "open", left: null, until: null }],
    ["within the hours", facts({ windowClosesAt: inMinutes(5).toISOString() }), { kind: "open", left: null, until: inMinutes(5) }],
    ["not after them", facts({ windowClosesAt: inMinutes(-5).toISOString() }), { kind: "closed", at: inMinutes(-5) }],
    ["not before the customer wrote", facts({ windowClosesAt: new Date(0).toISOString() }), { kind: "closed", at: null }],
    ["as often as is allowed", counted(3, 60), { kind: "open", left: 3, until: inMinutes(60) }],
    ["any number of times, where the window sets none", counted(null, 60), { kind: "open", left: null, until: inMinutes(60) }],
    ["no more when all are given", counted(0, 60), { kind: "spent" }],
    ["not when the counted window is over", counted(3, -1), { kind: "closed", at: inMinutes(-1) }],
    ["not on a channel that is disconnected", facts({ isConnected: false, isBlocked: true }), { kind: "disconnected" }],
    ["not to who blocked us", facts({ isBlocked: true }), { kind: "blocked" }],
    ["never where we only read along", facts({ refusal: "Groups are only shown." }), { kind: "read-only", reason: "Groups are only shown." }],
  ];
  test.each(cases)("%s", (_name, given, expected) => {
    expect(replyState(given, now)).toEqual(expected);
  });
});

test.each([
  ["", 0, 0, 0],
  ["Hi", 0, 0, 1],
  ["Long", 3, 1, 4],
  [" ", 1, 2, 2],
])("%j in %i parts with %i files takes %i calls", (text, parts, files, expected) => {
  expect(callsFor({ text, files: Array(files).fill(0) }, parts)).toBe(expected);
});
