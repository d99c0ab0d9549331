import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { remoteImages } from "./remote-images";

describe("the remote images of a message", () => {
  test.each([
    ["none in a mail without", "<p>Hello</p>", []],
    [
      "each once, in the order of the text",
      '<img data-remote-src="https://b.example/2"><img data-remote-src="http://a.example/1"><img data-remote-src="https://b.example/2">',
      ["https://b.example/2", "http://a.example/1"],
    ],
    ["with the characters that HTML writes otherwise", '<img data-remote-src="https://a.example/?x=1&amp;y=%22">', ["https://a.example/?x=1&y=%22"]],
    ["not what is written in the text or stands elsewhere", '<p>data-remote-src="https://a.example/1"</p><a data-remote-src="https://a.example/2">x</a>', []],
    [
      "not what is no address of the web",
      '<img data-remote-src="file:///etc/passwd"><img data-remote-src="javascript:alert(1)"><img data-remote-src="//a.example/1">',
      [],
    ],
  ])("%s", (_name, html, sources) => {
    expect(remoteImages(html)).toEqual(sources);
  });

  test("are at most 500", () => {
    const html = Array.from({ length: 600 }, (_, i) => `<img data-remote-src="https://a.example/${i}">`).join("");
    expect(remoteImages(html)).toHaveLength(500);
  });
});

describe("a link to a remote image", () => {
  const TENANT = "018f0000-0000-7000-8000-00000000000a";
  const MESSAGE = "018f0000-0000-7000-8000-00000000000b";
  const at = (text: string) => new Date(`2026-11-21T${text}Z`);
  const tokenOf = (url: string) => url.split("/").at(-1) ?? "";
  let links: typeof import("./remote-image-url");
  let files: typeof import("./attachment-url");
  beforeAll(async () => {
    vi.resetModules();
    vi.stubEnv("APP_SECRET", "a-secret-for-tests-of-32-characters");
    vi.stubEnv("PUBLIC_URL", "https://desk.example/");
    links = await import("./remote-image-url");
    files = await import("./attachment-url");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  test("leads back to the place it was made for, for one to two hours", () => {
    const url = links.remoteImageUrl({ tenantId: TENANT, messageId: MESSAGE, index: 499 }, at("12:20:00"));
    expect(url).toMatch(/^https:\/\/desk\.example\/api\/remote-images\/[\w-]{72}$/);
    expect(links.readRemoteImageToken(tokenOf(url), at("13:59:59"))).toMatchObject({ tenantId: TENANT, messageId: MESSAGE, index: 499 });
    expect(links.readRemoteImageToken(tokenOf(url), at("14:00:00"))).toBeNull();
  });

  test("with any byte changed is none, and neither is a link to a file", () => {
    const token = Buffer.from(tokenOf(links.remoteImageUrl({ tenantId: TENANT, messageId: MESSAGE, index: 0 }, at("12:00:00"))), "base64url");
    for (let i = 0; i < token.length; i++) {
      const bad = Buffer.from(token);
      bad.writeUInt8(bad.readUInt8(i) ^ 1, i);
      expect(links.readRemoteImageToken(bad.toString("base64url"), at("12:00:00")), `byte ${i}`).toBeNull();
    }
    const file = files.attachmentUrl(TENANT, MESSAGE, at("12:00:00"));
    expect(links.readRemoteImageToken(tokenOf(file), at("12:00:00"))).toBeNull();
    expect(links.readRemoteImageToken("", at("12:00:00"))).toBeNull();
  });
});
