import { describe, expect, it } from "vitest";
import type { Template } from "@/server/channels/contract";
import { compareTemplates, type StoredTemplate } from "./store-templates";

const definition = { header: null, body: "Hello {{name}}", footer: null, buttons: [], examples: { name: "Ines" } };
const facts = { externalId: "1", name: "hello", language: "en", category: "utility", status: "approved" as const, reason: null };
const listed: Template = { ...facts, ...definition };
const stored: StoredTemplate = { id: "a", ...facts, version: 1, isGone: false, definition };
const compare = (before: StoredTemplate[], now: Template[]) => compareTemplates(before, now, () => "new");

describe("compareTemplates", () => {
  it("begins a new one with its first version", () => {
    expect(compare([], [listed])).toEqual({ rows: [{ id: "new", ...facts, version: 1, definition }], gone: [] });
  });

  it("writes nothing where nothing changed", () => {
    expect(compare([stored], [listed])).toEqual({ rows: [], gone: [] });
  });

  it("makes a changed text the next version, and a changed status none", () => {
    expect(compare([stored], [{ ...listed, body: "Dear {{name}}" }]).rows).toMatchObject([{ id: "a", version: 2, definition: { body: "Dear {{name}}" } }]);
    expect(compare([stored], [{ ...listed, status: "paused", reason: "LOW" }]).rows).toMatchObject([{ version: 1, status: "paused", definition: null }]);
  });

  it("lets one go that is listed no more, once, and takes it back as it was", () => {
    expect(compare([stored], [])).toEqual({ rows: [], gone: ["a"] });
    expect(compare([{ ...stored, isGone: true }], [])).toEqual({ rows: [], gone: [] });
    expect(compare([{ ...stored, isGone: true }], [listed]).rows).toMatchObject([{ id: "a", version: 1, definition: null }]);
  });
});
