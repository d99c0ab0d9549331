import { describe, expect, test } from "vitest";
import { drawKey, findKey, KEYS, type KeyStroke, strokeOf } from "./keys";
import shell from "./messages/en/shell.json";

const plain = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, isComposing: false, keyCode: 0 };
const press = (stroke: Partial<KeyStroke> & { key: string }) => strokeOf({ ...plain, ...stroke });

describe("the registry", () => {
  test("gives no key two meanings where both are heard", () => {
    const heard = (scope: string) => (scope === "composer" ? "inside" : "outside");
    const all = KEYS.flatMap(({ scope, keys }) => keys.map((key) => `${heard(scope)} ${key}`));
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
  });

  test("starts no sequence with a key that acts alone", () => {
    const alone = KEYS.flatMap(({ keys }) => keys.filter((key) => !key.includes(" ")) as string[]);
    const starts = KEYS.flatMap(({ keys }) => keys.flatMap((key) => (key.includes(" ") ? [key.split(" ")[0] ?? ""] : [])));
    expect(starts.filter((start) => alone.includes(start))).toEqual([]);
  });

  test("names every key in the catalogue", () => {
    for (const { label } of KEYS) expect(shell).toHaveProperty(label);
  });
});

test.each([
  ["a letter", { key: "j" }, "j"],
  ["a sign that needs Shift is only the sign", { key: "?", shiftKey: true }, "?"],
  ["Shift counts where it is not in the character", { key: "Enter", shiftKey: true }, "Shift+Enter"],
  ["Cmd is Mod", { key: "Enter", metaKey: true }, "Mod+Enter"],
  ["Ctrl is Mod", { key: "Enter", ctrlKey: true }, "Mod+Enter"],
  ["Ctrl-R is the browser's, not reply", { key: "r", ctrlKey: true }, "Mod+r"],
  ["a modifier alone is nothing", { key: "Shift", shiftKey: true }, null],
  ["Enter of an input method is its own", { key: "Enter", isComposing: true }, null],
  ["Enter of an input method in Safari, too", { key: "Enter", keyCode: 229 }, null],
])("%s", (_, stroke, expected) => {
  expect(press(stroke)).toBe(expected);
});

test("two strokes make a sequence, a stranger between them breaks it", () => {
  const scopes = ["anywhere", "list", "conversation"] as const;
  expect(findKey("g", null, scopes)).toEqual({ start: "g" });
  expect(findKey("i", "g", scopes)).toEqual({ id: "go-inbox" });
  expect(findKey("i", null, scopes)).toEqual({ id: "assign-me" });
  expect(findKey("q", "g", scopes)).toBeNull();
});

test("keys are drawn as on the keyboard in front of the person", () => {
  expect([drawKey("Mod+Enter", true), drawKey("Mod+Enter", false), drawKey("g i", false)]).toEqual(["⌘↵", "Ctrl+↵", "g i"]);
});
