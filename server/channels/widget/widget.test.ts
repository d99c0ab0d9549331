import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { fakeTransport } from "@/server/testing/fake-transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import type { InboundItem, OutboundMessage } from "../contract";
import { SendError } from "../contract";
import { runContractTests } from "../contract-tests";
import { widget } from "./adapter";
import { inbound } from "./inbound";

const CHANNEL = "0197a3bf-0000-7000-8000-00000000000c";
const SECRETS = { app: null, channel: { accountId: CHANNEL, credentials: { identitySecret: "s" } } };
const request = (body: string | Uint8Array) => ({
  method: "POST",
  url: "",
  query: {},
  headers: {},
  rawBody: typeof body === "string" ? Buffer.from(body) : body,
});
const fixture = (name: string) => readFileSync(path.resolve("server/channels/widget/fixtures", `${name}.json`), "utf8");
const read = (body: string): InboundItem[] => inbound.normalise(request(body), SECRETS);

const THREAD = "0197a3c0-6d1e-7c3a-9d55-2f4a1b0c9e77";

// Sending is local, so what the contract says of a platform's network does not apply; the tests below hold what does.
runContractTests(widget, {
  secrets: SECRETS,
  request,
  signature: "none",
  bodies: { message: fixture("in-message"), batch: fixture("in-batch") },
  message: fixture("in-message"),
  batch: { body: fixture("in-batch"), items: 5 },
  unsupported: fixture("in-message").replace('"kind": "image"', '"kind": "hologram"'),
  unreadable: '{"version":1,"visitor":',
});

describe("what our own widget API hands to intake", () => {
  test("a message keeps who, where and what, and its files name our uploads", () => {
    expect(read(fixture("in-message"))).toMatchObject([
      {
        account: null,
        thread: THREAD,
        dedupKey: `message:${THREAD}:b1f0c7a2-52f1-4a65-8f9a-1de1c8a3f001`,
        providerAt: "2026-11-21T10:31:05.120Z",
        event: {
          type: "message",
          externalId: "b1f0c7a2-52f1-4a65-8f9a-1de1c8a3f001",
          from: { scope: CHANNEL, value: THREAD, verified: false, name: "Lucía Fernández", locale: "es" },
          text: "Hi, is the Aurora jacket waterproof?",
          attachments: [{ kind: "image", mimeType: "image/jpeg", width: 800, source: { uploadId: "0197a3c1-0000-7000-8000-000000000001" } }],
          referral: { page: { url: "https://shop.example/jackets/aurora", title: "Aurora jacket" } },
        },
      },
    ]);
  });

  test("a batch is walked whole: what cannot be read keeps its place and stops nobody", () => {
    const items = read(fixture("in-batch"));
    expect(items.map((item) => item.event.type)).toEqual(["status", "ignored", "status", "typing", "message"]);
    expect(items.map((item) => item.dedupKey).every((key) => key.length > 0)).toBe(true);
    expect(new Set(items.map((item) => item.dedupKey)).size).toBe(items.length);
    // The lane is the browser's, the person is who the signature names.
    expect(items[4]).toMatchObject({ thread: THREAD, event: { from: { value: "user_42", verified: true } } });
    expect(items[0]?.event).toMatchObject({ status: "delivered", externalIds: ["0197a3c2-0000-7000-8000-000000000001"] });
  });

  test("the same thing again has the same key, another visitor's the same clientId another", () => {
    const keys = (body: string) => read(body).map((item) => item.dedupKey);
    expect(keys(fixture("in-message"))).toEqual(keys(fixture("in-message")));
    expect(keys(fixture("in-message").replaceAll(THREAD, "somebody-else"))).not.toEqual(keys(fixture("in-message")));
  });

  test("a message of a newer widget is kept as unsupported, under the key it will have when it can be read", () => {
    const [item] = read(fixture("in-message").replace('"kind": "image"', '"kind": "hologram"'));
    expect(item).toMatchObject({ dedupKey: read(fixture("in-message"))[0]?.dedupKey, event: { type: "message", isUnsupported: true } });
  });

  test("NUL and lone surrogates do not reach the database", () => {
    const [item] = read(fixture("in-message").replace("is the Aurora", "is \\u0000the \\ud800Aurora"));
    expect(JSON.stringify(item)).not.toMatch(/\\u0000|\\ud800/i);
  });

  test.each([
    ["truncated", '{"version":1'],
    ["another version", '{"version":2,"visitor":{},"entries":[]}'],
    ["no object", "null"],
    ["no visitor", '{"version":1,"entries":[]}'],
  ])("a body that is %s is refused as a whole", (_name, body) => {
    expect(() => read(body)).toThrow();
  });

  test("nobody can post to it from the network", () => {
    expect(widget.webhook).toBe("none");
    expect(widget.inbound.verify(request(fixture("in-message")), SECRETS).kind).toBe("refused");
  });
});

describe("sending to the widget", () => {
  const message = (given: Partial<OutboundMessage>): OutboundMessage => ({
    id: "0197a3c2-0000-7000-8000-000000000001",
    text: "Yes, it is.",
    html: null,
    attachments: [],
    replyToExternalId: null,
    payload: null,
    mail: null,
    ...given,
  });
  const context = { to: { scope: CHANNEL, value: THREAD }, thread: THREAD, hoursSinceInbound: 900, capabilities: widget.capabilities };
  const credentials = { identitySecret: "s" };
  const config = { accountId: CHANNEL, credentials, tokens: memoryTokens(credentials), appTokens: memoryTokens(null), app: null, apiUrl: "", webhookUrl: "" };

  test("is one part, always allowed, and reaches no network; the receipt names our message", async () => {
    const [part, ...more] = widget.outbound.render(message({}), context);
    expect(more).toEqual([]);
    const refuse = () => Promise.reject(new Error("the network was asked"));
    const sent = await widget.outbound.send(
      { part: part ?? { body: {} }, config, to: context.to, window: null, idempotencyKey: "k", readAttachment: refuse },
      fakeTransport(refuse),
    );
    expect(sent.externalIds).toEqual(["0197a3c2-0000-7000-8000-000000000001"]);
  });

  test.each<[string, Partial<OutboundMessage>]>([
    ["nothing at all", { text: "" }],
    ["a text that is too long", { text: "a".repeat(65_537) }],
    ["a file over 20 MB", { attachments: [{ kind: "image", name: "a.png", mimeType: "image/png", sizeBytes: 20 * 1024 * 1024 + 1, url: "" }] }],
    ["a kind of thing it does not show", { attachments: [{ kind: "location", name: "here", mimeType: "", sizeBytes: 0, url: "" }] }],
  ])("refuses %s", (_name, given) => {
    expect(() => widget.outbound.render(message(given), context)).toThrow(SendError);
  });
});
