import { describe, expect, test } from "vitest";
import { CHANNEL, type Given, person, Rows, says, sentByUs } from "@/server/testing/play-history";

const at = new Date("2026-11-21T11:40:00Z");
const notice = (given: Partial<Extract<Given["event"], { type: "notice" }>> = {}): Given => ({
  dedupKey: "notice 1",
  thread: "ana",
  at,
  event: { type: "notice", notice: "referral", from: person("ana"), detail: "qr-table-7", ...given },
});

describe("a notice of the platform", () => {
  test("is a line in the person's conversation, of which nobody waits, and an act that moves the reply window", () => {
    const rows = new Rows().take([says("1", "Hello", { at: new Date("2026-11-21T10:00:00Z") })]);
    const before = { ...rows.conversations[0] };
    rows.take([notice()]);
    expect(rows.messages[1]).toMatchObject({
      kind: "activity",
      authorType: "contact",
      seq: 2,
      payload: { type: "notice", notice: "referral", detail: "qr-table-7" },
    });
    expect(rows.conversations[0]).toMatchObject({ lastInboundAt: at, inboundCount: 1, waitingSince: before.waitingSince, preview: "Hello" });
  });

  test("comes twice and stands once", () => {
    const rows = new Rows()
      .take([says("1", "Hello")])
      .take([notice(), notice()])
      .take([notice()]);
    expect(rows.messages).toHaveLength(2);
  });

  test("of a hand-over is nobody's act: the reply window stays", () => {
    const rows = new Rows().take([says("1", "Hello", { at: new Date("2026-11-21T10:00:00Z") }), notice({ notice: "handed-over", detail: null })]);
    expect(rows.messages[1]).toMatchObject({ authorType: "system", authorId: null });
    expect(rows.conversations[0]?.lastInboundAt).toEqual(new Date("2026-11-21T10:00:00Z"));
  });

  test("opens nothing: neither a conversation nor a contact, and wakes none that is over", () => {
    expect(new Rows().take([notice()])).toMatchObject({ conversations: [], contacts: [], messages: [] });
  });
});

describe("a feeling", () => {
  const react = (given: { opensWindow?: true }): Given => ({
    dedupKey: "reaction",
    thread: "ana",
    at,
    event: { type: "reaction", externalId: "1", from: person("ana"), emoji: "👍", action: "add", ...given },
  });
  test.each<[{ opensWindow?: true }, Date]>([
    [{ opensWindow: true }, at],
    [{}, new Date("2026-11-21T10:00:00Z")],
  ])("that says %j moves the reply window to %s, and nobody waits for it", (given, expected) => {
    const rows = new Rows().take([says("1", "Hello", { at: new Date("2026-11-21T10:00:00Z") })]).take([react(given)]);
    expect(rows.conversations[0]).toMatchObject({ lastInboundAt: expected, waitingSince: new Date("2026-11-21T10:00:00Z"), inboundCount: 1 });
  });
});

describe("a receipt up to a message", () => {
  const names = { kind: CHANNEL.kind, scope: "page-1", value: "ana", verified: false, displayName: "Ana", blockedAt: null };
  const sent = [0, 10, 20].map((minute, n) => sentByUs(`m${n}`, { attemptedAt: new Date(Date.UTC(2026, 10, 21, 11, minute)) }));
  const world = {
    identities: [{ id: "identity-1", contactId: "contact-1", ...names }],
    contacts: [{ id: "contact-1", name: "Ana", email: null, phone: null, avatarUrl: null, locale: null, mergedIntoId: null }],
    messages: sent.map(({ message }) => message),
    deliveries: sent.map(({ delivery }) => delivery),
  };

  test("reaches that message and the earlier ones, and none that was sent after it", () => {
    const event: Given["event"] = { type: "status", status: "read", externalIds: ["ext-m1"], watermark: null, isUpTo: true, to: person("ana") };
    const rows = new Rows(world).take([{ dedupKey: "read", thread: "ana", event }]);
    expect(rows.deliveries.map((d) => d.status)).toEqual(["read", "read", "sent"]);
  });
});

describe("a message taken back", () => {
  test("keeps no words and no files where the platform's terms want them gone", () => {
    const rows = new Rows().take([says("1", "a secret")]);
    rows.take([{ dedupKey: "unsent", thread: "ana", event: { type: "delete", externalId: "1", isContentGone: true } }]);
    expect(rows.messages[0]).toMatchObject({ text: null, fullText: null, html: null, payload: null });
    expect(rows.messages[0]?.deletedAt).not.toBeNull();
    expect(rows.folds[1]?.followUps).toEqual([{ kind: "erase-attachments", messageId: rows.messages[0]?.id }]);
  });

  test("keeps its words for the record elsewhere", () => {
    const rows = new Rows().take([says("1", "a slip")]).take([{ dedupKey: "unsent", thread: "ana", event: { type: "delete", externalId: "1" } }]);
    expect(rows.messages[0]?.text).toBe("a slip");
  });
});
