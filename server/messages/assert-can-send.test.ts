import { describe, expect, test } from "vitest";
import type { Capabilities } from "@/server/channels/contract";
import { assertCanSend, type ReplyChannel, type Sending } from "./assert-can-send";

const now = new Date("2026-11-21T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

const capabilities: Capabilities = {
  text: { max: 10, unit: "utf16", formatting: "plain" },
  attachments: { image: { maxBytes: 1000 } },
  maxAttachments: 1,
  window: { hours: 24, extendedHours: 168 },
  canStart: false,
  receipts: { delivered: true, read: true },
  replyTo: true,
  edit: false,
  unsend: false,
  reactions: false,
  typing: { inbound: false, outbound: false },
  buttons: 0,
  mail: false,
  idempotentSend: false,
};

const channel = (given: Partial<ReplyChannel> = {}): ReplyChannel => ({
  title: "Messenger",
  capabilities,
  isConnected: true,
  isBlocked: false,
  lastInboundAt: hoursAgo(1),
  windows: [],
  refusal: null,
  ...given,
});
const sending = (given: Partial<Sending> = {}): Sending => ({
  text: "hello",
  attachments: [],
  at: now,
  isByPerson: true,
  isTemplate: false,
  calls: 1,
  ...given,
});
/** A channel on which the customer's act allows so many answers for an hour. */
const counting = (sendsLeft: number | null, minutes = 60) =>
  channel({
    capabilities: { ...capabilities, window: { hours: 48, extendedHours: null, counted: true } },
    lastInboundAt: null,
    windows: [{ scene: "message", expiresAt: hoursAgo(-minutes / 60).toISOString(), sendsLeft }],
  });
const file = (given: object = {}) => ({ kind: "image" as const, name: "a.png", mimeType: "image/png", sizeBytes: 1000, ...given });
const limits = (given: Partial<Capabilities>) => channel({ capabilities: { ...capabilities, ...given } });

describe("whether a channel can carry a message now", () => {
  const allowed: [string, ReplyChannel, Sending][] = [
    ["inside the window", channel(), sending()],
    ["a person in the extended window", channel({ lastInboundAt: hoursAgo(100) }), sending()],
    ["at the window's very end", channel({ lastInboundAt: hoursAgo(168) }), sending()],
    ["long after, where there is no window", channel({ lastInboundAt: null, capabilities: { ...capabilities, window: null } }), sending()],
    ["as much text as ten messages carry", channel(), sending({ text: "x".repeat(100) })],
    [
      "ten times ten emoji, counted by code points",
      limits({ text: { max: 10, unit: "code-points", formatting: "plain" } }),
      sending({ text: "😀".repeat(100) }),
    ],
    ["the last answer that is left", counting(1), sending()],
    ["as many messages as are left", counting(3), sending({ calls: 3 })],
    ["any number where the window sets none", counting(null), sending({ calls: 10 })],
    ["an approved text when the window is shut", limits({ templates: true }), sending({ isTemplate: true, at: hoursAgo(-1_000) })],
    ["one file of exactly the limit", channel(), sending({ attachments: [file()] })],
    ["a larger picture that may get smaller", channel(), sending({ attachments: [file({ sizeBytes: 1001, shrink: true })] })],
  ];
  test.each(allowed)("lets through: %s", (_name, to, what) => {
    expect(() => assertCanSend(to, what)).not.toThrow();
  });

  const refused: [string, ReplyChannel, Sending, string, string][] = [
    ["an answer where all are given", counting(0), sending(), "conflict", "no-sends-left"],
    ["more messages than are left", counting(2), sending({ calls: 3 }), "conflict", "no-sends-left"],
    ["an answer after the counted window", counting(5, -1), sending(), "conflict", "window-closed"],
    ["a send scheduled past it", counting(5), sending({ at: hoursAgo(-2) }), "conflict", "window-closed"],
    ["a template where there are none, when the window is shut", channel(), sending({ isTemplate: true, at: hoursAgo(-1_000) }), "conflict", "window-closed"],
    ["a group that is only read along", channel({ refusal: "Groups are only shown." }), sending(), "conflict", "read-only"],
    ["a disconnected channel", channel({ isConnected: false }), sending(), "conflict", "channel-disconnected"],
    ["a contact who blocked us", channel({ isBlocked: true }), sending(), "conflict", "blocked"],
    ["a program after the plain window", channel({ lastInboundAt: hoursAgo(25) }), sending({ isByPerson: false }), "conflict", "window-closed"],
    ["a person after the extended window", channel({ lastInboundAt: hoursAgo(168.1) }), sending(), "conflict", "window-closed"],
    ["a scheduled send past the window", channel(), sending({ at: hoursAgo(-168) }), "conflict", "window-closed"],
    ["a customer who never wrote, where there is a window", channel({ lastInboundAt: null }), sending(), "conflict", "window-closed"],
    ["more text than ten messages carry", channel(), sending({ text: "x".repeat(101) }), "invalid", "text-too-long"],
    ["too many bytes", limits({ text: { max: 10, unit: "bytes", formatting: "plain" } }), sending({ text: "é".repeat(51) }), "invalid", "text-too-long"],
    ["a file too many", channel(), sending({ attachments: [file(), file()] }), "invalid", "too-many-attachments"],
    ["a kind the channel has not", channel(), sending({ attachments: [file({ kind: "video" })] }), "invalid", "attachment-kind"],
    ["a byte too much", channel(), sending({ attachments: [file({ sizeBytes: 1001 })] }), "invalid", "attachment-too-large"],
    [
      "a byte too much that cannot be made less",
      channel(),
      sending({ attachments: [file({ sizeBytes: 1001, mimeType: "image/gif", shrink: true })] }),
      "invalid",
      "attachment-too-large",
    ],
  ];
  test.each(refused)("refuses: %s", (...[, to, what, code, reason]) => {
    expect(() => assertCanSend(to, what)).toThrow(expect.objectContaining({ code, reason }));
  });
});
