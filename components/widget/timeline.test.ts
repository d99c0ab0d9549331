import { describe, expect, test } from "vitest";
import { isContinued, keepPreviews, mergeMessages, openDrafts, splitLinks, timeline } from "./timeline";
import type { Draft, Message } from "./types";

const message = (id: string, at: string, more: Partial<Message> = {}): Message => ({
  id,
  clientId: null,
  kind: "outbound",
  authorName: "Maya",
  isBot: false,
  text: id,
  isMarkdown: false,
  buttons: [],
  attachments: [],
  at: `2026-11-21T${at}:00.000Z`,
  status: "sent",
  isEdited: false,
  isDeleted: false,
  ...more,
});
const draft = (clientId: string, state: Draft["state"] = "waiting"): Draft => ({ clientId, text: clientId, files: [], at: "2026-11-21T12:00:00.000Z", state });

describe("the visitor's thread", () => {
  test("lays changes over what is known and keeps the order in which things were said", () => {
    const known = [message("a", "10:00"), message("c", "10:02")];
    const merged = mergeMessages(known, [message("b", "10:01"), message("a", "10:00", { text: "edited" })]);
    expect(merged.map((m) => m.text)).toEqual(["edited", "b", "c"]);
    expect(mergeMessages(known, [])).toBe(known);
  });

  test("shows an own message once, also when the server gave it back while the answer to sending was lost", () => {
    const given = message("m1", "11:00", { kind: "inbound", clientId: "x" });
    expect(openDrafts([draft("x", "failed"), draft("y")], [given]).map((d) => d.clientId)).toEqual(["y"]);
    expect(timeline([given], [draft("x"), draft("y")]).map((m) => m.id)).toEqual(["m1", "y"]);
  });

  test.each([
    ["waiting", "sending"],
    ["failed", "failed"],
    ["accepted", "sent"],
  ] as const)("shows a %s draft as %s", (state, status) => {
    expect(timeline([], [draft("x", state)])[0]?.status).toBe(status);
  });

  test.each([
    ["one minute later", message("b", "10:01"), true],
    ["six minutes later", message("b", "10:06"), false],
    ["another agent", message("b", "10:01", { authorName: "Jonas" }), false],
    ["the visitor", message("b", "10:01", { kind: "inbound" }), false],
  ])("groups messages of one author: %s", (_name, next, expected) => {
    expect(isContinued(message("a", "10:00"), next)).toBe(expected);
  });
});

test("a picture stays in sight while the server still stores it", () => {
  const file = (url: string | null) => ({ id: "f", kind: "image", name: "a.png", mimeType: "image/png", sizeBytes: 1, url });
  const given = message("m", "10:00", { clientId: "x", attachments: [file(null)] });
  const sent = { ...draft("x"), files: [{ uploadId: "u", name: "a.png", mimeType: "image/png", sizeBytes: 1, previewUrl: "blob:1" }] };
  const shown = keepPreviews([given], [], [sent]);
  expect(shown[0]?.attachments[0]?.url).toBe("blob:1");
  expect(keepPreviews([given], shown, [])[0]?.attachments[0]?.url).toBe("blob:1");
  expect(keepPreviews([{ ...given, attachments: [file("/stored")] }], shown, [])[0]?.attachments[0]?.url).toBe("/stored");
});

describe("links in a text", () => {
  test.each([
    ["an address with its full stop left out", "See https://shop.example/a?b=1.", ["See ", "https://shop.example/a?b=1", "."]],
    ["Chinese punctuation left out", "看这里https://shop.example/a，谢谢", ["看这里", "https://shop.example/a", "，谢谢"]],
    ["a script address stays text", "javascript:alert(1)", ["javascript:alert(1)"]],
    ["data stays text", "data:text/html,x", ["data:text/html,x"]],
    ["an address in brackets", "(https://a.example)", ["(", "https://a.example", ")"]],
    ["no address", "<b>hi</b>", ["<b>hi</b>"]],
  ])("%s", (_name, text, pieces) => {
    expect(splitLinks(text).map((piece) => piece.text)).toEqual(pieces);
    for (const { href } of splitLinks(text)) if (href) expect(href).toMatch(/^https?:\/\//);
  });
});
