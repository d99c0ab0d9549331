import { describe, expect, test } from "vitest";
import type { ConversationRow } from "@/lib/schemas/conversation";
import type { ListInput } from "./inbox-filter";
import { holdOrder, patchList } from "./patch-list";

const ME = "me";

function row(id: string, at: number, over: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id,
    number: at,
    status: "open",
    priority: "normal",
    subject: null,
    contactId: `contact-${id}`,
    assigneeId: null,
    teamId: null,
    channelId: "channel",
    tags: [],
    createdAt: instant(0),
    lastActivityAt: instant(at),
    waitingSince: null,
    snoozedUntil: null,
    resolvedAt: null,
    lastSeq: 1,
    version: 1,
    sla: null,
    contact: { id: `contact-${id}`, name: id, email: null, phone: null, avatarUrl: null },
    channel: { id: "channel", kind: "api", name: "API" },
    assignee: null,
    team: null,
    preview: { text: "hello", kind: "inbound", author: null },
    unread: 0,
    hasFailedDelivery: false,
    ...over,
  };
}

function instant(minute: number): string {
  return new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
}

const all: ListInput = { view: "all", status: "open", sort: "newest" };
const ids = (pages: { items: ConversationRow[] }[]) => pages.map((page) => page.items.map((item) => item.id).join(""));

/** Two loaded pages, c b | a, and more to come (or not). */
function loaded(nextCursor: string | null) {
  return [
    { items: [row("c", 30), row("b", 20)], nextCursor: "c1" },
    { items: [row("a", 10)], nextCursor },
  ];
}

describe("a list after a change", () => {
  test("moves a row to the top when something happens in it", () => {
    const pages = patchList(loaded(null), all, { rows: [row("a", 40)], goneIds: [], myAgentId: ME });
    expect(ids(pages)).toEqual(["ac", "b"]);
  });

  test("takes in a new conversation, and keeps every row it had", () => {
    expect(ids(patchList(loaded(null), all, { rows: [row("d", 40)], goneIds: [], myAgentId: ME }))).toEqual(["dc", "ba"]);
  });

  test("lets go what is resolved, assigned away or out of sight", () => {
    const mine: ListInput = { ...all, view: "mine" };
    const pages = [{ items: [row("c", 30, { assigneeId: ME }), row("b", 20, { assigneeId: ME }), row("a", 10, { assigneeId: ME })], nextCursor: null }];
    const patch = { rows: [row("c", 30, { assigneeId: "other" }), row("b", 20, { assigneeId: ME, status: "resolved" })], goneIds: ["a"], myAgentId: ME };
    expect(ids(patchList(pages, mine, patch))).toEqual([""]);
  });

  test("does not take in what belongs below the last loaded row while there is more to load", () => {
    const old = row("z", 1);
    expect(ids(patchList(loaded("next"), all, { rows: [old], goneIds: [], myAgentId: ME }))).toEqual(["cb", "a"]);
    expect(ids(patchList(loaded(null), all, { rows: [old], goneIds: [], myAgentId: ME }))).toEqual(["cb", "az"]);
  });

  test("stays the very same pages when the change is not its own", () => {
    const pages = loaded(null);
    expect(patchList(pages, { ...all, view: "mine" }, { rows: [row("x", 40)], goneIds: ["y"], myAgentId: ME })[0]).toBe(pages[0]);
  });

  test("of those who wait stands longest first, and the others below by activity", () => {
    const waiting: ListInput = { ...all, sort: "waiting" };
    const pages = [{ items: [row("a", 10, { waitingSince: instant(5) }), row("n", 30)], nextCursor: null }];
    const patch = { rows: [row("b", 40, { waitingSince: instant(2) }), row("m", 20)], goneIds: [], myAgentId: ME };
    expect(ids(patchList(pages, waiting, patch))).toEqual(["banm"]);
  });

  test("is empty and complete: the first conversation comes in", () => {
    expect(ids(patchList([{ items: [], nextCursor: null }], all, { rows: [row("a", 1)], goneIds: [], myAgentId: ME }))).toEqual(["a"]);
  });
});

describe("a list that is being read", () => {
  test.each([
    ["keeps its order when rows trade places", ["a", "b", "c"], ["c", "a", "b"], ["a", "b", "c"], 0],
    ["lets a new row wait", ["a", "b"], ["n", "a", "b"], ["a", "b"], 1],
    ["lets go what is gone", ["a", "b", "c"], ["a", "c"], ["a", "c"], 0],
    ["grows at its end", ["a", "b"], ["a", "b", "c", "d"], ["a", "b", "c", "d"], 0],
    ["tells the end from the middle", ["a", "b"], ["a", "n", "b", "c"], ["a", "b", "c"], 1],
    ["shows everything when it was empty", [], ["a", "b"], ["a", "b"], 0],
  ])("%s", (_, shown, latest, expected, waiting) => {
    expect(holdOrder(shown, latest)).toEqual({ shown: expected, waiting });
  });
});
