import { expect, test } from "vitest";
import { isOwnEcho } from "./is-own-echo";

const LONG = "**First** sentence.\n\nSecond sentence.";

test.each<[string, Parameters<typeof isOwnEcho>[0], Parameters<typeof isOwnEcho>[1], boolean]>([
  ["the same text of a running call", { status: "sending", text: "Hi" }, { text: "Hi", hasFiles: false }, true],
  ["a part of it, without its formatting", { status: "sending", text: LONG }, { text: "First sentence.", hasFiles: false }, true],
  ["a file of a running call", { status: "sending", text: "See here" }, { hasFiles: true }, true],
  ["the whole text of a call whose answer never came", { status: "unknown", text: LONG }, { text: "First sentence. Second sentence.", hasFiles: false }, true],
  ["another text", { status: "sending", text: "Hi" }, { text: "Good morning", hasFiles: false }, false],
  ["a part of a text whose answer never came", { status: "unknown", text: LONG }, { text: "First sentence.", hasFiles: false }, false],
  ["a file beside it", { status: "unknown", text: "See here" }, { hasFiles: true }, false],
  ["nothing but an emoji, which every text holds", { status: "sending", text: "Hi" }, { text: "🙂", hasFiles: false }, false],
  ["the same emoji", { status: "sending", text: "🙂" }, { text: "🙂", hasFiles: false }, true],
  ["a send that is over", { status: "sent", text: "Hi" }, { text: "Hi", hasFiles: false }, false],
  ["an echo of nothing", { status: "sending", text: "Hi" }, { hasFiles: false }, false],
])("an echo that is %s", (_name, send, echo, expected) => {
  expect(isOwnEcho(send, echo)).toBe(expected);
});
