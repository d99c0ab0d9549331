import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHANNEL, type Given, NOW, person, Rows, says, sentByUs } from "@/server/testing/play-history";
import type { Contact, Conversation, Identity } from "./world";

const minutes = (n: number) => new Date(Date.UTC(2026, 10, 21, 9, n));
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);

/** Ana with an open conversation, which `sentByUs` messages belong to. */
function ana(conversation: Partial<Conversation> = {}): { identities: Identity[]; contacts: Contact[]; conversations: Conversation[] } {
  const contact = { id: "contact-1", name: "Ana", email: null, phone: null, avatarUrl: null, locale: null, mergedIntoId: null };
  const names = { kind: CHANNEL.kind, scope: "page-1", value: "ana", verified: false, displayName: "Ana", blockedAt: null };
  const times = { lastInboundAt: minutes(0), lastActivityAt: minutes(0), waitingSince: null, snoozedUntil: null, resolvedAt: null };
  const open: Conversation = {
    ...times,
    id: "conversation-1",
    channelId: CHANNEL.id,
    threadKey: "ana",
    contactId: "contact-1",
    identityId: "identity-1",
    status: "open",
    subject: null,
    lastSeq: 1,
    inboundCount: 1,
    preview: "before",
    previewKind: "inbound",
    previewAuthor: null,
    ...conversation,
  };
  return { identities: [{ id: "identity-1", contactId: "contact-1", ...names }], contacts: [contact], conversations: [open] };
}

describe("a message", () => {
  test("of somebody new makes a contact, a conversation and what follows, in this order", () => {
    const rows = new Rows().take([says("1", "Hello", { at: minutes(1) })]);
    expect(rows.events).toEqual(["contact.created", "conversation.created", "message.created"]);
    expect(rows.folds[0]?.followUps).toEqual([{ kind: "fetch-profile", identityId: rows.identities[0]?.id }]);
    expect(rows.conversations).toMatchObject([{ status: "open", lastSeq: 1, inboundCount: 1, waitingSince: minutes(1), preview: "Hello" }]);
  });

  test.each<[string, Partial<Conversation>, Date, { conversations: number; status: string }]>([
    ["joins an open conversation", {}, NOW, { conversations: 1, status: "open" }],
    ["wakes a snoozed one", { status: "snoozed", snoozedUntil: days(1) }, NOW, { conversations: 1, status: "open" }],
    ["wakes a pending one", { status: "pending" }, NOW, { conversations: 1, status: "open" }],
    ["reopens one that ended 14 days ago", { status: "resolved", resolvedAt: days(-14) }, NOW, { conversations: 1, status: "open" }],
    ["begins a new one after that", { status: "resolved", resolvedAt: days(-14.1) }, NOW, { conversations: 2, status: "resolved" }],
  ])("%s", (_name, given, now, expected) => {
    const rows = new Rows(ana(given)).take([says("1", "Again")], now);
    expect(rows.conversations).toHaveLength(expected.conversations);
    expect(rows.conversations[0]).toMatchObject({ status: expected.status, snoozedUntil: null });
  });

  test("of a group belongs to the group, and its author is who wrote", () => {
    const group = person("group-9", { name: "Book club" });
    const event = { type: "message" as const, externalId: "1", from: person("bo"), conversationParty: group, text: "Hi all", attachments: [] };
    const rows = new Rows().take([{ dedupKey: "1", thread: "group-9", event }]);
    const [conversation] = rows.conversations;
    const name = (id: string | null | undefined) => rows.contacts.find((c) => c.id === id)?.name;
    expect(name(conversation?.contactId)).toBe("Book club");
    expect(rows.identities.find((i) => i.id === rows.messages[0]?.identityId)?.value).toBe("bo");
  });

  test("without a thread stands in its sender's own", () => {
    const rows = new Rows().take([says("1", "a", { thread: null }), says("2", "b", { thread: null, from: person("bo") })]);
    expect(rows.conversations.map((c) => c.threadKey)).toEqual(["ana", "bo"]);
  });

  test("that states an e-mail fills a gap and joins nobody", () => {
    const other = { id: "contact-9", name: "Owner", email: "o@example.test", phone: null, avatarUrl: null, locale: null, mergedIntoId: null };
    const world = ana();
    const rows = new Rows({ ...world, contacts: [...world.contacts, other] }).take([says("1", "Hi", { from: person("ana", { email: "o@example.test" }) })]);
    expect(rows.contacts).toHaveLength(2);
    expect(rows.messages[0]?.authorId).toBe("contact-1");
  });

  test("goes to what its contact was merged into, along the whole chain", () => {
    const world = ana({ status: "resolved", resolvedAt: days(-30) });
    const merged = (id: string, into: string | null) => ({ id, name: id, email: null, phone: null, avatarUrl: null, locale: null, mergedIntoId: into });
    const contacts = [merged("contact-1", "contact-2"), merged("contact-2", "contact-3"), merged("contact-3", null)];
    const rows = new Rows({ ...world, contacts }).take([says("1", "Hi")]);
    expect(rows.conversations[1]?.contactId).toBe("contact-3");
  });

  test("an agent's name for a contact outlives the platform's; the platform's own changes are followed", () => {
    const renamed = new Rows(ana()).take([says("1", "Hi", { from: person("ana", { name: "Ana M." }) })]);
    expect(renamed.contacts[0]?.name).toBe("Ana M.");
    const world = ana();
    const byAgent = { ...world, contacts: world.contacts.map((c) => ({ ...c, name: "Ms Martínez" })) };
    expect(new Rows(byAgent).take([says("1", "Hi", { from: person("ana", { name: "Ana M." }) })]).contacts[0]?.name).toBe("Ms Martínez");
  });
});

describe("what points at a message", () => {
  test("and finds none breaks nothing and opens nothing", () => {
    const point = (event: Given["event"], n: number): Given => ({ dedupKey: `p${n}`, event });
    const rows = new Rows().take([
      point({ type: "edit", externalId: "x", text: "?" }, 1),
      point({ type: "delete", externalId: "x" }, 2),
      point({ type: "reaction", externalId: "x", from: person("ana"), emoji: "👍", action: "add" }, 3),
      point({ type: "status", status: "read", externalIds: ["x"], watermark: null, to: null }, 4),
    ]);
    expect([rows.conversations, rows.contacts, rows.messages]).toEqual([[], [], []]);
    expect(rows.settled.map((s) => s.awaits)).toEqual([["x"], ["x"], ["x"], ["x"]]);
  });

  test("finds it in its own thread only: the same platform id in another chat is another message", () => {
    const rows = new Rows().take([says("7", "mine"), { ...says("7", "theirs", { thread: "bo", from: person("bo") }), dedupKey: "bo:7" }]);
    rows.take([{ dedupKey: "e", thread: "bo", event: { type: "edit", externalId: "7", text: "theirs, edited" } }]);
    expect(rows.messages.map((m) => m.text)).toEqual(["mine", "theirs, edited"]);
  });

  test("an edit brings its own formatting: that of the words before is gone, what else came with them stays", () => {
    const referral = { source: "ad" };
    const said = { type: "message", externalId: "7", from: person("ana"), text: "now", markdown: "**now**", referral, attachments: [] } as const;
    const rows = new Rows().take([{ dedupKey: "message:7", thread: "ana", event: { ...said, attachments: [] } }]);
    expect(rows.messages[0]?.payload).toEqual({ markdown: "**now**", referral });
    rows.take([{ dedupKey: "e1", thread: "ana", event: { type: "edit", externalId: "7", text: "then", markdown: "_then_" } }]);
    expect(rows.messages[0]?.payload).toEqual({ markdown: "_then_", referral });
    rows.take([{ dedupKey: "e2", thread: "ana", event: { type: "edit", externalId: "7", text: "later" } }]);
    expect(rows.messages[0]).toMatchObject({ text: "later", payload: { referral } });
  });
});

describe("our own sends", () => {
  const world = (given: Parameters<typeof sentByUs>[1] = {}) => {
    const { message, delivery } = sentByUs("m1", given);
    return { ...ana({ waitingSince: minutes(1) }), messages: [message], deliveries: [delivery] };
  };
  const echo = (event: Partial<Extract<Given["event"], { type: "echo" }>>): Given => ({
    dedupKey: "echo",
    event: { type: "echo", externalId: "ext-new", to: person("ana"), clientRef: null, attachments: [], ...event },
  });
  const status = (given: Partial<Extract<Given["event"], { type: "status" }>>, n = 0): Given => ({
    dedupKey: `status ${n} ${given.status}`,
    event: { type: "status", status: "delivered", externalIds: [], watermark: null, to: null, ...given },
  });

  test.each([
    ["by our mark", echo({ clientRef: "m1" })],
    ["by the text, where the platform carries no mark", echo({ text: "text of m1" })],
  ])("an echo of a send whose outcome is unknown proves that part, and sets the sender to work on what may be left, %s", (_name, given) => {
    const rows = new Rows(world({ status: "unknown", parts: [{ part: 0, externalId: null }] })).take([given]);
    expect(rows.messages).toHaveLength(1);
    expect(rows.deliveries[0]).toMatchObject({ status: "sending", parts: [{ externalId: "ext-new" }] });
    expect(rows.folds[0]?.followUps).toEqual([{ kind: "deliver", conversationId: "conversation-1" }]);
  });

  test("what somebody wrote in the platform's own app stands in the thread, ends the waiting and wakes nobody", () => {
    const rows = new Rows(world()).take([echo({ text: "From the phone" })]);
    expect(rows.messages[1]).toMatchObject({ kind: "outbound", authorType: "external", text: "From the phone", seq: 2 });
    expect(rows.conversations[0]).toMatchObject({ waitingSince: null, inboundCount: 1 });
    const ended = new Rows(ana({ status: "resolved", resolvedAt: days(-1) })).take([echo({ text: "PS" })]);
    expect(ended.conversations).toMatchObject([{ status: "resolved" }]);
  });

  test("a receipt by watermark reaches what was sent to that person until then, and nothing later", () => {
    const { message, delivery } = sentByUs("m2", { attemptedAt: new Date("2026-11-21T11:30:00Z") });
    const given = world();
    const rows = new Rows({ ...given, messages: [...given.messages, message], deliveries: [...given.deliveries, delivery] });
    rows.take([status({ status: "read", watermark: "2026-11-21T11:10:00.000Z", to: person("ana") })]);
    expect(rows.deliveries.map((d) => d.status)).toEqual(["read", "sent"]);
    expect(rows.deliveries[0]?.deliveredAt).not.toBeNull();
  });

  test.each([
    ["waits for its next attempt", "queued"],
    ["nobody knows what became of its second part", "unknown"],
  ] as const)("a watermark does not reach a message of which only a part has left: %s", (_why, begun) => {
    const parts = [
      { part: 0, externalId: "p0" },
      { part: 1, externalId: null },
    ];
    const rows = new Rows(world({ status: begun, sentAt: null, parts }));
    rows.take([status({ externalIds: ["p0"], watermark: "2026-11-21T11:10:00.000Z", to: person("ana") })]);
    expect(rows.deliveries[0]).toMatchObject({ status: begun, deliveredAt: null });
  });

  test("a message that left in parts is delivered with its last part and failed with any", () => {
    const parts = [0, 1].map((part) => ({ part, externalId: `p${part}` }));
    const first = new Rows(world({ parts })).take([status({ externalIds: ["p0"] })]);
    expect(first.deliveries[0]?.status).toBe("sent");
    expect(first.take([status({ externalIds: ["p1"] }, 1)]).deliveries[0]?.status).toBe("delivered");
    const failed = new Rows(world({ parts })).take([status({ status: "failed", externalIds: ["p0"], reason: "no", code: "10" })]);
    expect(failed.deliveries[0]).toMatchObject({ status: "failed", reason: "no", code: "10" });
  });

  test("a receipt that beats the end of the send waits for it", () => {
    const rows = new Rows(world({ status: "sending" })).take([status({ externalIds: ["ext-m1"] })]);
    expect(rows.deliveries[0]?.status).toBe("sending");
    expect(rows.settled[0]?.awaits).toEqual(["ext-m1"]);
  });
});

describe("the channel's own events", () => {
  test("a moved group goes on as the same conversation, and replies go to the new key", () => {
    const world = ana();
    const rows = new Rows(world).take([{ dedupKey: "move", event: { type: "thread-moved", to: "ana-2" } }]);
    rows.take([says("1", "here now", { thread: "ana-2", from: person("ana-2") })]);
    expect(rows.conversations).toHaveLength(1);
    expect(rows.conversations[0]).toMatchObject({ id: "conversation-1", threadKey: "ana-2", lastSeq: 2 });
    expect(rows.identities.find((i) => i.id === rows.conversations[0]?.identityId)?.value).toBe("ana-2");
  });

  test("a block is noted on who is known and makes nobody up; a callback without content asks for a poll; typing stores nothing", () => {
    const rows = new Rows(ana()).take([
      { dedupKey: "b1", event: { type: "blocked", from: person("ana") } },
      { dedupKey: "b2", event: { type: "blocked", from: person("nobody") } },
      { dedupKey: "p", thread: null, event: { type: "pull", hint: { ticket: "7" } } },
      { dedupKey: "t", event: { type: "typing", from: person("ana"), isTyping: true } },
    ]);
    expect(rows.identities.map((i) => i.blockedAt !== null)).toEqual([true]);
    expect(rows.folds[0]?.followUps).toEqual([{ kind: "poll-channel", channelId: CHANNEL.id, hint: { ticket: "7" }, account: null }]);
    expect(rows.folds[0]?.typing).toEqual([{ conversationId: "conversation-1", isTyping: true }]);
    expect(rows.messages).toEqual([]);
  });
});

describe("somebody who had blocked us and writes", () => {
  const left = new Date("2026-11-21T10:00:00Z");
  const blocked: Given = { dedupKey: "b1", at: left, event: { type: "blocked", from: person("ana") } };
  const later = { at: new Date("2026-11-21T10:05:00Z") };
  const blockedAt = (rows: Rows) => rows.identities.find(({ value }) => value === "ana")?.blockedAt;

  test("can be answered again, though nobody told of their coming back", () => {
    expect(blockedAt(new Rows(ana()).take([blocked]).take([says("1", "here again", later)]))).toBeNull();
  });

  test("is gone all the same when that was before they left, or in a group", () => {
    const before = new Rows(ana()).take([blocked]).take([says("1", "late", { at: new Date("2026-11-21T09:55:00Z") })]);
    expect(blockedAt(before)).toEqual(left);
    const inGroup: Given = {
      ...later,
      dedupKey: "g1",
      thread: "group",
      event: { type: "message", externalId: "g1", from: person("ana"), conversationParty: person("group"), text: "hi all", attachments: [] },
    };
    expect(blockedAt(new Rows(ana()).take([blocked]).take([inGroup]))).toEqual(left);
  });

  test("has to say so where we may write first: an opt-out is not taken back by a question", () => {
    const world = { ...ana(), channels: [{ ...CHANNEL, canStart: true }] };
    expect(blockedAt(new Rows(world).take([blocked]).take([says("1", "what did I order?", later)]))).toEqual(left);
  });
});

describe("what could not be read", () => {
  const unread: Given = {
    dedupKey: "raw-1",
    event: { type: "message", externalId: "1", from: person("ana"), attachments: [{ kind: "unsupported" }], isUnsupported: true },
  };
  const read: Given = { dedupKey: "raw-1", event: { type: "message", externalId: "1", from: person("ana"), text: "Now I can", attachments: [] } };

  test("becomes the same message when it can be read, once", () => {
    const rows = new Rows().take([unread]).replay([read]).replay([read]).replay([unread]);
    expect(rows.messages).toMatchObject([{ seq: 1, text: "Now I can", isUnsupported: false }]);
    expect(rows.events.filter((type) => type === "message.updated")).toHaveLength(1);
  });
});

// ------------------------------------------------------------------ random histories

type Act = { kind: "say" | "edit" | "delete" | "delivered" | "read"; of: number; minute: number };

const act = fc.record<Act>({
  kind: fc.constantFrom("say", "edit", "delete", "delivered", "read"),
  of: fc.nat({ max: 4 }),
  minute: fc.nat({ max: 500 }),
});

function given({ kind, of, minute }: Act): Given {
  const at = minutes(minute);
  const receipt = { type: "status" as const, externalIds: ["ext-m1"], watermark: null, to: null };
  switch (kind) {
    case "say":
      return says(`${of}`, `message ${of}`, { at: minutes(of * 7) });
    case "edit":
      return { dedupKey: `edit ${of} ${minute}`, at, event: { type: "edit", externalId: `${of}`, text: `edited at ${minute}` } };
    case "delete":
      return { dedupKey: `delete ${of}`, at: minutes(600), event: { type: "delete", externalId: `${of}` } };
    default:
      return { dedupKey: `${kind}`, at: minutes(700), event: { ...receipt, status: kind } };
  }
}

function finalState(batches: Given[][]) {
  const { message, delivery } = sentByUs("m1");
  const rows = new Rows({ ...ana({ lastSeq: 1, inboundCount: 0 }), messages: [message], deliveries: [delivery] });
  for (const batch of batches) rows.take(batch);
  const inbound = rows.messages.filter((m) => m.kind === "inbound");
  const seqs = inbound.map((m) => m.seq).sort((a, b) => a - b);
  const [conversation] = rows.conversations;
  return {
    // The order of storing is what it was; everything else must not depend on it.
    isDense: seqs.every((seq, i) => seq === i + 2),
    messages: inbound
      .map(({ dedupKey, text, editedAt, deletedAt }) => ({ dedupKey, text, editedAt, deletedAt }))
      .sort((a, b) => (a.dedupKey ?? "").localeCompare(b.dedupKey ?? "")),
    conversation: conversation && { ...conversation, lastSeq: conversation.lastSeq },
    delivery: rows.deliveries.map(({ status, deliveredAt, readAt }) => ({ status, isDelivered: deliveredAt !== null, isRead: readAt !== null })),
  };
}

test("any order, any repetition and any cut into batches of a history ends in the same state as once in order", () => {
  const history = fc.uniqueArray(act, { maxLength: 14, selector: (a) => given(a).dedupKey });
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (acts, random) => {
      const next = () => random.next().value ?? 0;
      const items = acts.map(given);
      const shuffled = [...items, ...items.filter(() => next() % 2 === 0)].map((item) => ({ item, key: next() })).sort((a, b) => a.key - b.key);
      const batches: Given[][] = [[]];
      for (const { item } of shuffled) {
        if (next() % 3 === 0) batches.push([]);
        batches.at(-1)?.push(item);
      }
      expect(finalState(batches)).toEqual(finalState([items]));
    }),
    { numRuns: 300 },
  );
});
