import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundItem, RawRequest, Secrets } from "@/server/channels/contract";
import { runContractTests } from "@/server/channels/contract-tests";
import { api } from "./adapter";
import { inbound } from "./inbound";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
const secrets: Secrets = { app: null, channel: { accountId: "ch_12", credentials: { identitySecret: "identity secret" } } };
const PATH = "https://desk.example.com/api/v1/channels/ch_12/inbound";

const call = (method: string, url: string, body = "", headers: Record<string, string> = {}): RawRequest => ({
  method,
  url,
  query: {},
  headers,
  rawBody: Buffer.from(body),
});
const read = (request: RawRequest): InboundItem => inbound.normalise(request, secrets)[0] as InboundItem;
const create = (fields: object): InboundItem => read(call("POST", PATH, JSON.stringify({ ...JSON.parse(fixture("in-create")), ...fields })));

describe("the custom channel", () => {
  it("reads a message into its thread, at its time, under its id", () => {
    expect(create({})).toEqual({
      account: null,
      thread: "thread-9",
      dedupKey: "message:ext-msg-5001",
      providerAt: "2026-09-16T09:20:00.000Z",
      event: {
        type: "message",
        externalId: "ext-msg-5001",
        text: "Hello, order 4417?",
        attachments: [],
        from: { scope: "ch_12", value: "customer-778", verified: false, name: "Ines Vogel", email: "ines@example.com", phone: "+4915112345678" },
      },
    });
  });

  it("takes the person's own thread and no time where none is named", () => {
    expect(create({ threadId: undefined, providerAt: undefined })).toMatchObject({ thread: "customer-778", providerAt: null });
  });

  it("reads files by link and by upload", () => {
    expect(read(call("POST", PATH, fixture("in-create-attachment"))).event).toMatchObject({
      replyToExternalId: "ext-msg-5001",
      attachments: [
        { kind: "image", name: "lamp.jpg", source: { url: "https://files.example.com/a.jpg" } },
        { kind: "file", name: "invoice.pdf", source: { uploadId: "0199a000-0000-7000-8000-000000000009" } },
      ],
    });
  });

  it.each([
    ["the right signature", createHmac("sha256", "identity secret").update("customer-778").digest("hex"), true],
    ["the right signature in capitals", createHmac("sha256", "identity secret").update("customer-778").digest("hex").toUpperCase(), true],
    ["a signature of another person", createHmac("sha256", "identity secret").update("customer-779").digest("hex"), false],
    ["a signature with another secret", createHmac("sha256", "another").update("customer-778").digest("hex"), false],
    ["nothing", undefined, false],
    ["an empty signature", "", false],
  ])("takes a person with %s as verified only by the right signature", (_name, identifierHash, verified) => {
    expect(create({ from: { externalId: "customer-778", identifierHash } }).event).toMatchObject({ from: { verified } });
  });

  it("reads a change and a deletion by the id in the address, whatever characters it has", () => {
    const address = `${PATH}/${encodeURIComponent("order/4417 ü")}`;
    expect(read(call("PATCH", address, '{"text":"new"}')).event).toEqual({ type: "edit", externalId: "order/4417 ü", text: "new" });
    expect(read(call("DELETE", address))).toMatchObject({ dedupKey: "delete:order/4417 ü", event: { type: "delete", externalId: "order/4417 ü" } });
  });

  it("counts calls, not texts: there and back again is two edits, a call stored twice is one", () => {
    const edit = (text: string, id: string) => read(call("PATCH", `${PATH}/e1`, JSON.stringify({ text }), { "x-request-id": id })).dedupKey;
    expect(edit("a", "1")).not.toBe(edit("a", "2"));
    expect(edit("a", "1")).toBe(edit("a", "1"));
  });

  it.each([
    ["PATCH", "{}"],
    ["PATCH", ""],
    ["PUT", '{"text":"x"}'],
    ["POST", '{"text":"nobody"}'],
  ])("throws on %s %s", (method, body) => {
    expect(() => read(call(method, `${PATH}/e1`, body))).toThrow();
  });

  it("is no webhook: whoever calls one is refused", () => {
    expect(api.inbound.verify(call("POST", PATH, fixture("in-create")), secrets).kind).toBe("refused");
  });

  it("offers no download from a link that is none", () => {
    expect(create({ attachments: [{ url: "javascript:alert(1)", mimeType: "image/png" }] }).event).toMatchObject({ attachments: [{ kind: "image" }] });
    expect(JSON.stringify(create({ attachments: [{ url: "javascript:alert(1)" }] }))).not.toContain("javascript");
  });
});

runContractTests(api, {
  secrets,
  request: (body) => call("POST", PATH, body),
  signature: "none",
  bodies: { "in-create": fixture("in-create"), "in-create-attachment": fixture("in-create-attachment") },
  message: fixture("in-create"),
  unsupported: JSON.stringify({ ...JSON.parse(fixture("in-create")), attachments: [7] }),
  unreadable: '{"externalId":',
});
