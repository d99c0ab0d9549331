import { describe, expect, test } from "vitest";
import { checkFile, measure } from "./composer-limits";
import { createDrafts } from "./drafts";
import type { Capabilities } from "./types";

const capabilities: Capabilities = {
  text: { max: 10, unit: "utf16", formatting: "plain" },
  attachments: { image: { maxBytes: 1_000 } },
  maxAttachments: 2,
  window: null,
  canStart: false,
  receipts: { delivered: true, read: true },
  replyTo: false,
  edit: false,
  unsend: false,
  reactions: false,
  typing: { inbound: true, outbound: true },
  buttons: 0,
  mail: false,
  idempotentSend: true,
};

describe("the length of a text", () => {
  test.each([
    ["far from the limit says nothing", "12345678", { kind: "fine" }],
    ["near the limit counts", "123456789", { kind: "near", used: 9, max: 10 }],
    ["at the limit still fits", "1234567890", { kind: "near", used: 10, max: 10 }],
    ["over it becomes several messages", "12345678901", { kind: "parts", count: 2 }],
    ["over ten messages is too long", "1".repeat(103), { kind: "over", by: 3 }],
  ])("%s", (_, text, expected) => {
    expect(measure(text, capabilities.text)).toEqual(expected);
  });

  test("is counted as the channel counts", () => {
    expect(measure("你好吗", { max: 9, unit: "bytes" })).toMatchObject({ used: 9 });
    expect(measure("👍👍👍👍👍", { max: 5, unit: "code-points" })).toMatchObject({ used: 5 });
    expect(measure("👍👍👍", { max: 6, unit: "utf16" })).toMatchObject({ used: 6 });
  });

  test("of a note has only the server's limit", () => {
    expect(measure("1".repeat(5_000), null)).toEqual({ kind: "fine" });
    expect(measure("1".repeat(65_537), null)).toEqual({ kind: "over", by: 1 });
  });
});

describe("a file", () => {
  test.each([
    ["that fits", { type: "image/png", size: 1_000 }, 1, null],
    ["too large, which can be made smaller", { type: "image/png", size: 1_001 }, 1, { kind: "shrink" }],
    ["too large for its kind", { type: "image/gif", size: 1_001 }, 1, { kind: "size", max: 1_000 }],
    ["of a kind the channel cannot carry", { type: "application/pdf", size: 10 }, 1, { kind: "kind" }],
    ["without a type is a file", { type: "", size: 10 }, 1, { kind: "kind" }],
    ["one too many", { type: "image/png", size: 10 }, 3, { kind: "count", max: 2 }],
    ["larger than any upload", { type: "image/png", size: 30_000_000 }, 1, { kind: "size", max: 26_214_400 }],
  ])("%s", (_, file, count, expected) => {
    expect(checkFile(file, capabilities, { count })).toEqual(expected);
  });

  test("of a note is asked for its size alone", () => {
    expect(checkFile({ type: "application/zip", size: 10 }, null, { count: 9 })).toBeNull();
  });
});

describe("a draft", () => {
  const memory = (content: Record<string, string> = {}) => {
    const kept = new Map(Object.entries(content));
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  };

  test("survives a reload, each conversation its own", () => {
    const storage = memory();
    createDrafts(storage, "draft:").change("a", { text: "half a sen" });
    const later = createDrafts(storage, "draft:");
    expect([later.read("a").text, later.read("b").text]).toEqual(["half a sen", ""]);
  });

  test("leaves nothing behind when it is sent, and stays in its mode", () => {
    const storage = memory();
    const drafts = createDrafts(storage, "draft:");
    drafts.change("a", { text: "between us", mode: "note" });
    drafts.clear("a");
    expect([storage.kept.size, drafts.read("a")]).toEqual([0, { text: "", mode: "note", files: [] }]);
  });

  test("of a mail keeps where it goes, and forgets it when it is sent", () => {
    const storage = memory();
    const mail = { replyAll: false, bcc: [{ address: "eva@example.com", name: null }] };
    createDrafts(storage, "draft:").change("a", { text: "half a sen", mail });
    const later = createDrafts(storage, "draft:");
    expect(later.read("a").mail).toEqual(mail);
    later.clear("a");
    expect(later.read("a").mail).toBeUndefined();
  });

  test("of nonsense in the storage is empty", () => {
    expect(createDrafts(memory({ "draft:a": "{", "draft:b": "7" }), "draft:").read("b").text).toBe("");
  });
});
