import { describe, expect, test } from "vitest";
import { type Given, person, Rows, says } from "@/server/testing/play-history";
import { tidyWindow } from "./tidy-window";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute));
const MESSAGE = { scene: "message", seconds: 3_600, sends: 5 };
const write = (id: string, minute: number, window = MESSAGE): Given => ({ ...says(id, "Hi", { at: at(minute) }), window });
const opened = (rows: Rows) => rows.folds.flatMap((fold) => [...fold.windows.values()].map(({ conversationId: _, ...window }) => window));

describe("an act that allows answers", () => {
  test("opens a window from its own instant on", () => {
    const rows = new Rows().take([{ ...write("1", 0), window: { ...MESSAGE, handle: "token-1" } } as Given]);
    expect(opened(rows)).toEqual([{ scene: "message", openedAt: at(0), expiresAt: at(60), sendsLeft: 5, handle: "token-1" }]);
    expect([...(rows.folds[0]?.windows.values() ?? [])][0]?.conversationId).toBe(rows.conversations[0]?.id);
  });

  test("without the platform's instant counts from its arrival", () => {
    const rows = new Rows().take([{ ...says("1", "Hi"), window: MESSAGE }]);
    expect(opened(rows)).toMatchObject([{ openedAt: new Date("2026-11-21T12:00:00Z"), expiresAt: new Date("2026-11-21T13:00:00Z") }]);
  });

  test("does not open it again when it comes a second time", () => {
    const rows = new Rows().take([write("1", 0)]).replay([write("1", 0)]);
    expect(rows.folds[1]?.windows.size).toBe(0);
  });

  test.each([
    ["in order", [1, 2]],
    ["the wrong way round", [2, 1]],
  ])("the newest of a batch counts, %s", (_name, minutes) => {
    const rows = new Rows().take(minutes.map((minute) => write(String(minute), minute)));
    expect(opened(rows)).toMatchObject([{ openedAt: at(2) }]);
  });

  test("keeps its scenes apart", () => {
    const rows = new Rows().take([write("1", 0), write("2", 1, { scene: "menu", seconds: 60, sends: 3 })]);
    expect(opened(rows).map(({ scene, sendsLeft }) => [scene, sendsLeft])).toEqual([
      ["message", 5],
      ["menu", 3],
    ]);
  });

  test("closes one with no seconds", () => {
    const rows = new Rows().take([write("1", 0), write("2", 1, { ...MESSAGE, seconds: 0 })]);
    expect(opened(rows)).toMatchObject([{ openedAt: at(1), expiresAt: at(1) }]);
  });

  test("that is no message opens one in a conversation that is there, and tells the screen", () => {
    const follow: Given = {
      dedupKey: "follow",
      at: at(5),
      event: { type: "unblocked", from: person("ana") },
      window: { scene: "follow", seconds: 60, sends: 3 },
    };
    expect(new Rows().take([follow]).folds[0]?.windows.size).toBe(0);
    const rows = new Rows().take([says("1", "Hi", { at: at(0) })]).take([follow]);
    expect(rows.folds[1]?.windows.size).toBe(1);
    expect(rows.folds[1]?.events).toContainEqual(expect.objectContaining({ type: "conversation.updated", data: { changed: ["window"] } }));
  });
});

test.each([
  ["whole numbers that are not negative", { seconds: -5, sends: 2.9 }, { scene: "s", seconds: 0, sends: 2 }],
  ["an instant that a date can hold", { seconds: 1e300, sends: null }, { scene: "s", seconds: 400 * 86_400, sends: null }],
  ["nothing of no number", { seconds: Number.NaN, sends: 1 }, undefined],
  ["no handle of one too long", { seconds: 1, sends: 1, handle: "x".repeat(2_001) }, { scene: "s", seconds: 1, sends: 1 }],
  ["a handle without NUL", { seconds: 1, sends: 1, handle: "a\u0000b" }, { scene: "s", seconds: 1, sends: 1, handle: "a\ufffdb" }],
])("a window is stored with %s", (_name, given, expected) => {
  expect(tidyWindow({ scene: "s", ...given })).toEqual(expected);
});
