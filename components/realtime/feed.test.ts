import { describe, expect, test } from "vitest";
import { createFeed, type FeedEvent } from "./feed";

const event = (cursor: number): FeedEvent => ({ cursor, type: "message.created", messageId: `m${cursor}` });

/** A server with a log of `count` changes; `online` switches it off. */
function setUp({ at, count }: { at: number; count: number }) {
  const server = { count, isOnline: true, asked: [] as (number | null)[] };
  const applied: number[] = [];
  const state = { resets: 0, syncs: 0 };
  const feed = createFeed({
    initialCursor: at,
    since: async (after) => {
      server.asked.push(after);
      if (!server.isOnline) throw new Error("offline");
      if (after === null) return { events: [], cursor: server.count };
      const events = Array.from({ length: Math.min(500, server.count - after) }, (_, i) => event(after + 1 + i));
      return { events, cursor: events.at(-1)?.cursor ?? after };
    },
    apply: (events) => applied.push(...events.map((e) => e.cursor)),
    reset: () => {
      state.resets++;
    },
    onSynced: () => {
      state.syncs++;
    },
  });
  return { server, feed, applied, state };
}

describe("a push", () => {
  test("that follows the cursor is applied without asking", () => {
    const { feed, applied, server } = setUp({ at: 5, count: 5 });
    feed.receive(event(6));
    feed.receive({ events: [event(7), event(8)] });
    expect([applied, server.asked, feed.heardUpTo()]).toEqual([[6, 7, 8], [], 8]);
  });

  test("that came before is silence", () => {
    const { feed, applied, server } = setUp({ at: 5, count: 5 });
    feed.receive({ events: [event(4), event(5)] });
    expect([applied, server.asked]).toEqual([[], []]);
  });

  test("after a hole asks for what is missing, and applies each change once, in order", async () => {
    const { feed, applied } = setUp({ at: 5, count: 9 });
    feed.receive(event(6));
    feed.receive(event(9));
    await feed.catchUp();
    expect(applied).toEqual([6, 7, 8, 9]);
  });

  test("in the wrong order within one push is put right", () => {
    const { feed, applied } = setUp({ at: 5, count: 7 });
    feed.receive({ events: [event(7), event(6)] });
    expect(applied).toEqual([6, 7]);
  });

  test("that only names the newest cursor makes the screen ask", async () => {
    const { feed, applied } = setUp({ at: 5, count: 8 });
    feed.receive({ cursor: 8 });
    await feed.catchUp();
    expect(applied).toEqual([6, 7, 8]);
  });

  test.each([[null], ["text"], [{ events: "no" }], [{ cursor: "9" }], [{ events: [null, 3] }]])("of nonsense (%j) breaks nothing", (data) => {
    const { feed, applied } = setUp({ at: 5, count: 5 });
    feed.receive(data);
    expect(applied).toEqual([]);
  });
});

describe("catching up", () => {
  test("walks a short absence", async () => {
    const { feed, applied, state } = setUp({ at: 0, count: 200 });
    await feed.catchUp();
    expect([applied.length, state.resets]).toEqual([200, 0]);
  });

  test("resets after a long one, and goes on from the newest change", async () => {
    const { feed, applied, state } = setUp({ at: 0, count: 900 });
    await feed.catchUp();
    feed.receive(event(901));
    expect([applied, state.resets]).toEqual([[901], 1]);
  });

  test("that fails keeps the place; the next one brings everything", async () => {
    const { feed, applied, server, state } = setUp({ at: 0, count: 3 });
    server.isOnline = false;
    await feed.catchUp();
    expect([applied, state.syncs]).toEqual([[], 0]);
    server.isOnline = true;
    await feed.catchUp();
    expect([applied, state.syncs]).toEqual([[1, 2, 3], 1]);
  });

  test("asked for many times at once asks the server twice at most", async () => {
    const { feed, server, applied } = setUp({ at: 0, count: 3 });
    await Promise.all(Array.from({ length: 10 }, () => feed.catchUp()));
    expect(server.asked.length).toBe(2);
    expect(applied).toEqual([1, 2, 3]);
  });
});
