import { beforeEach, describe, expect, test } from "vitest";
import { DraftQueue, type Fate } from "./draft-queue";
import type { Draft } from "./types";

/** Answers in the order of `fates`; after them everything is taken. */
function makeQueue(fates: Fate[] = []) {
  const posted: string[] = [];
  let shown: Draft[] = [];
  const queue = new DraftQueue({
    post: async (draft) => {
      const fate = fates.shift();
      if (fate) throw fate;
      posted.push(draft.text);
    },
    onChange: (drafts) => {
      shown = drafts;
    },
    onFailure: (error) => error as Fate,
  });
  return { queue, posted, states: () => shown.map((draft) => `${draft.text}:${draft.state}`) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  // The browser's storage, as far as the outbox speaks with it.
  globalThis.localStorage = new Proxy({} as Storage, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_target, name) =>
      ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
        removeItem: (key: string) => kept.delete(key),
      })[name as string],
  });
});

describe("the visitor's messages on their way", () => {
  test("arrive in the order they were written", async () => {
    const { queue, posted, states } = makeQueue();
    queue.open("s1");
    for (const text of ["a", "b", "c"]) queue.add(text, []);
    await settled();
    expect(posted).toEqual(["a", "b", "c"]);
    expect(states()).toEqual(["a:accepted", "b:accepted", "c:accepted"]);
  });

  test("wait behind one that did not get through, and follow it when it is tried again", async () => {
    const { queue, posted, states } = makeQueue(["later"]);
    queue.open("s1");
    queue.add("a", []);
    queue.add("b", []);
    await settled();
    expect(posted).toEqual([]);
    expect(states()).toEqual(["a:failed", "b:waiting"]);
    queue.retryAll();
    await settled();
    expect(posted).toEqual(["a", "b"]);
  });

  test("go past one that the server refuses", async () => {
    const { queue, posted, states } = makeQueue(["never"]);
    queue.open("s1");
    queue.add("a", []);
    queue.add("b", []);
    await settled();
    expect(posted).toEqual(["b"]);
    expect(states()).toEqual(["a:failed", "b:accepted"]);
  });

  test("stay waiting while the session is renewed", async () => {
    const { queue, posted, states } = makeQueue(["renew"]);
    queue.open("s1");
    queue.add("a", []);
    await settled();
    expect(states()).toEqual(["a:waiting"]);
    await queue.send();
    expect(posted).toEqual(["a"]);
  });

  test("survive a reload, and keep their id so that the server knows them again", async () => {
    const first = makeQueue(["later"]);
    first.queue.open("s1");
    first.queue.add("a", []);
    await settled();
    const second = makeQueue();
    second.queue.open("s1");
    expect(second.states()).toEqual(["a:waiting"]);
    await second.queue.send();
    expect(second.posted).toEqual(["a"]);
    expect([...kept.keys()]).toEqual([]);
  });

  test("written before the session was open wait for it and are not lost", async () => {
    const { queue, posted, states } = makeQueue();
    queue.add("typed fast", []);
    await settled();
    expect([posted, states()]).toEqual([[], ["typed fast:waiting"]]);
    queue.open("s1");
    await queue.send();
    expect(posted).toEqual(["typed fast"]);
  });

  test("go along into a new session of the same visitor", async () => {
    const { queue, posted } = makeQueue(["renew"]);
    queue.open("s1");
    queue.add("a", []);
    await settled();
    queue.open("s2", { isSameVisitor: true });
    await queue.send();
    expect(posted).toEqual(["a"]);
  });

  test("stay behind when somebody else sits down", () => {
    const { queue, states } = makeQueue(["later"]);
    queue.open("s1");
    queue.add("private", []);
    queue.open("s2");
    expect(states()).toEqual([]);
  });

  test("of one session are thrown away, not sent, when another opens on the same computer", () => {
    const first = makeQueue(["later"]);
    first.queue.open("s1");
    first.queue.add("private", []);
    const second = makeQueue();
    second.queue.open("s2");
    expect(second.states()).toEqual([]);
    expect([...kept.values()].join()).not.toContain("private");
  });
});
