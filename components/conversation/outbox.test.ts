import { describe, expect, test } from "vitest";
import { createOutbox, type OutboxEntry, type SendOutcome } from "./outbox";

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

/** A server that answers as told, and writes down what it got. */
function setUp(answer: (entry: OutboxEntry) => SendOutcome = () => ({ kind: "sent" }), storage = memory()) {
  const server = { answer, got: [] as string[] };
  const stale: string[] = [];
  const outbox = createOutbox({
    storage,
    key: "outbox",
    onStale: (entry) => stale.push(entry.text),
    send: async (entry) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const outcome = server.answer(entry);
      if (outcome.kind === "sent") server.got.push(entry.text);
      return outcome;
    },
  });
  return { outbox, server, stale, storage };
}

const entry = (text: string, conversationId = "c") => ({
  clientMessageId: `id-${text}`,
  conversationId,
  text,
  isNote: false,
  attachments: [],
  at: "2026-11-21T10:00:00Z",
  seenSeq: 3,
});
const states = (outbox: { entries(): readonly OutboxEntry[] }) => outbox.entries().map((e) => `${e.text} ${e.state}`);

describe("the outbox", () => {
  test("sends in the order of writing, one after the other", async () => {
    const { outbox, server } = setUp();
    for (const text of ["a", "b", "c"]) outbox.add(entry(text));
    expect(states(outbox)).toEqual(["a sending", "b waiting", "c waiting"]);
    await expect.poll(() => server.got).toEqual(["a", "b", "c"]);
    await expect.poll(() => states(outbox)).toEqual([]);
  });

  test("keeps everything in place while the server cannot be reached, and sends it when it can", async () => {
    const { outbox, server } = setUp(() => ({ kind: "unreachable" }));
    outbox.add(entry("a"));
    outbox.add(entry("b"));
    await expect.poll(() => states(outbox)).toEqual(["a waiting", "b waiting"]);
    server.answer = () => ({ kind: "sent" });
    outbox.flush();
    await expect.poll(() => server.got).toEqual(["a", "b"]);
  });

  test("keeps a refused message with the reason, and the next one goes on", async () => {
    const { outbox, server } = setUp(({ text }) => (text === "a" ? { kind: "refused", problem: "Too long." } : { kind: "sent" }));
    outbox.add(entry("a"));
    outbox.add(entry("b"));
    await expect.poll(() => server.got).toEqual(["b"]);
    expect(outbox.entries()).toMatchObject([{ text: "a", state: "failed", problem: "Too long." }]);
  });

  test("sends a refused message again when a person says so, also past what came meanwhile", async () => {
    const { outbox, server } = setUp(() => ({ kind: "refused", problem: "No." }));
    outbox.add(entry("a"));
    await expect.poll(() => states(outbox)).toEqual(["a failed"]);
    const tries: (number | undefined)[] = [];
    server.answer = (e) => {
      tries.push(e.seenSeq);
      return { kind: "sent" };
    };
    outbox.retry("id-a");
    await expect.poll(() => states(outbox)).toEqual([]);
    expect(tries).toEqual([undefined]);
  });

  test("gives the text back when somebody wrote meanwhile", async () => {
    const { outbox, stale } = setUp(() => ({ kind: "stale" }));
    outbox.add(entry("a"));
    await expect.poll(() => stale).toEqual(["a"]);
    expect(states(outbox)).toEqual([]);
  });

  test("does not let one conversation hold up another", async () => {
    const { outbox, server } = setUp(({ conversationId }) => (conversationId === "dead" ? { kind: "unreachable" } : { kind: "sent" }));
    outbox.add(entry("a", "dead"));
    outbox.add(entry("b", "alive"));
    await expect.poll(() => server.got).toEqual(["b"]);
    await expect.poll(() => states(outbox)).toEqual(["a waiting"]);
  });

  test("survives a reload in the middle of sending", async () => {
    const { outbox, storage } = setUp(() => ({ kind: "unreachable" }));
    outbox.add(entry("a"));
    const after = setUp(undefined, storage);
    expect(states(after.outbox)).toEqual(["a waiting"]);
    after.outbox.flush();
    await expect.poll(() => after.server.got).toEqual(["a"]);
    expect(storage.getItem("outbox")).toBeNull();
  });

  test("starts empty on a storage that holds nonsense", () => {
    const storage = memory();
    storage.setItem("outbox", "{not json");
    expect(states(setUp(undefined, storage).outbox)).toEqual([]);
  });
});
