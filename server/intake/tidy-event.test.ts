import { describe, expect, test } from "vitest";
import type { InboundMessage, Party } from "@/server/channels/contract";
import { tidyEvent } from "./tidy-event";

const tidy = (given: Partial<InboundMessage>) =>
  tidyEvent({ type: "message", externalId: "m", from: { scope: "s", value: "v" }, attachments: [], ...given }) as InboundMessage;
const person = (given: Partial<Party>) => tidy({ from: { scope: "s", value: "v", ...given } }).from;

describe("tidyEvent", () => {
  test.each<[string, Partial<Party>, Partial<Party>]>([
    ["an ordinary name stays", { name: "Zoë 王芳 👩🏽‍🚒" }, { name: "Zoë 王芳 👩🏽‍🚒" }],
    ["a name in Arabic stays, with its own marks", { name: "\u200fمحمد\u200f" }, { name: "\u200fمحمد\u200f" }],
    ["a name that turns the line around", { name: "Sup\u202Etrop\u202C \u2066x" }, { name: "Suptrop x" }],
    ["a name with a second header in it", { name: "Ana\r\nBcc: x@example.test" }, { name: "Ana Bcc: x@example.test" }],
    ["a name of a megabyte", { name: "n".repeat(1_000_000) }, { name: "n".repeat(200) }],
    ["a name cut through a character", { name: `${"n".repeat(199)}🙂` }, { name: `${"n".repeat(199)}\uFFFD` }],
    ["a name of nothing but tricks", { name: "\u202E\u0007 " }, {}],
    ["an address of two lines", { email: "a@example.test\nBcc: b@example.test" }, { email: "a@example.test Bcc: b@example.test" }],
    ["a picture that is a script", { avatarUrl: "javascript:alert(1)" }, {}],
    ["a picture without TLS", { avatarUrl: "http://example.test/a.png" }, {}],
    ["a picture", { avatarUrl: "https://example.test/a.png" }, { avatarUrl: "https://example.test/a.png" }],
  ])("%s", (_name, given, expected) => {
    expect(person(given)).toEqual({ scope: "s", value: "v", ...expected });
  });

  test("files get a name that can be saved and a type that is one", () => {
    const { attachments } = tidy({
      attachments: [
        { kind: "file", name: "../../etc/pass\u202Ewd", mimeType: "text/html\r\nx: y", source: { url: "https://example.test" } },
        { kind: "link", data: { title: "a\u202Eb\nc", latitude: 1 } },
      ],
    });
    expect(attachments).toEqual([
      { kind: "file", name: "passwd", source: { url: "https://example.test" } },
      { kind: "link", data: { title: "ab c", latitude: 1 } },
    ]);
  });

  test("what people say stays as they said it", () => {
    const text = "one\r\ntwo \u202E three";
    expect(tidy({ text }).text).toBe(text);
  });

  test("a reaction is an emoji and no story", () => {
    const event = tidyEvent({ type: "reaction", externalId: "m", from: { scope: "s", value: "v" }, emoji: "x".repeat(9_999), action: "add" });
    expect(event).toMatchObject({ emoji: "x".repeat(64) });
  });
});
