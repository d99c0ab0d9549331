import { describe, expect, test } from "vitest";
import { fakeTransport } from "@/server/testing/fake-transport";
import { memoryTokens } from "@/server/testing/memory-tokens";
import {
  ATTACHMENT_KINDS,
  type Capabilities,
  type ChannelAdapter,
  type OutboundMessage,
  type Part,
  SendError,
  type SendRequest,
  TransportError,
  type TransportResponse,
} from "./contract";
import type { OutboundFixtures, Reply } from "./contract-tests";

/** What every adapter must do with what goes out, against answers as its platform gives them. */
export function runOutboundTests(adapter: ChannelAdapter, fixtures: OutboundFixtures): void {
  describe("outbound", () => {
    runRenderTests(adapter, fixtures);
    runSendTests(adapter, fixtures);
  });
}

function lengthOf(text: string, unit: Capabilities["text"]["unit"]): number {
  if (unit === "bytes") return new TextEncoder().encode(text).length;
  return unit === "code-points" ? [...text].length : text.length;
}

function runRenderTests(adapter: ChannelAdapter, { context, message, textOf }: OutboundFixtures): void {
  const { capabilities } = adapter;
  const render = (changes: Partial<OutboundMessage>) => adapter.outbound.render({ ...message, attachments: [], ...changes }, { ...context, capabilities });
  test("render is pure", () => {
    expect(render({})).toEqual(render({}));
    expect(JSON.parse(JSON.stringify(render({})))).toEqual(render({}));
  });
  test("a text longer than the platform takes leaves in parts it takes, and nothing of it is lost", () => {
    // Capped: some channels take a megabyte.
    const words = "Grüße 👩‍👩‍👧‍👦 你好 ".repeat(Math.ceil((Math.min(capabilities.text.max, 20_000) * 1.5) / 12));
    const texts = render({ text: words }).flatMap((part) => textOf(part) ?? "");
    for (const text of texts) expect(lengthOf(text, capabilities.text.unit)).toBeLessThanOrEqual(capabilities.text.max);
    const visible = (text: string) => text.replace(/\s+/g, "");
    expect(visible(texts.join(""))).toBe(visible(words));
    expect(texts.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true);
  });
  const refused = ATTACHMENT_KINDS.filter((kind) => kind !== "unsupported" && !capabilities.attachments[kind]);
  test.each(refused)("an attachment of kind %s, which it cannot send, is refused before the network", (kind) => {
    expect(() => render({ attachments: [file(kind, 10)] })).toThrow(SendError);
  });
  test.each(Object.entries(capabilities.attachments))("an attachment of kind %s larger than its limit is refused before the network", (kind, limit) => {
    expect(() => render({ attachments: [file(kind as OutboundMessage["attachments"][number]["kind"], limit.maxBytes + 1)] })).toThrow(SendError);
    expect(render({ attachments: [file(kind as OutboundMessage["attachments"][number]["kind"], limit.maxBytes)] }).length).toBeGreaterThan(0);
  });
  test("a message without content is refused before the network", () => {
    expect(() => render({ text: null, html: null, payload: null })).toThrow(SendError);
  });
}

function file(kind: OutboundMessage["attachments"][number]["kind"], sizeBytes: number): OutboundMessage["attachments"][number] {
  const mimeTypes: Record<string, string> = { image: "image/jpeg", audio: "audio/mpeg", voice: "audio/ogg", video: "video/mp4", sticker: "image/webp" };
  return { kind, name: "photo", mimeType: mimeTypes[kind] ?? "application/pdf", sizeBytes, url: "https://files.example.test/photo" };
}

function runSendTests(adapter: ChannelAdapter, fixtures: OutboundFixtures): void {
  const { context, message, sent, errors } = fixtures;
  const part = () => adapter.outbound.render({ ...message, attachments: [] }, { ...context, capabilities: adapter.capabilities })[0] as Part;
  const send = (answer: () => Promise<TransportResponse>) => adapter.outbound.send(request(adapter, fixtures, part()), fakeTransport(answer));
  const failure = (answer: () => Promise<TransportResponse>) =>
    send(answer).then(
      () => null,
      (error: unknown) => error,
    );
  test("a good answer gives the platform's ids", async () => {
    expect(await send(async () => response(sent.reply))).toEqual({ externalIds: sent.externalIds });
  });
  test.each(errors)("$name is $kind, retryable: $retryable", async ({ reply, kind, retryable }) => {
    const error = await failure(async () => response(reply));
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ kind, retryable });
  });
  test("a connection that never came about may be tried again", async () => {
    const error = await failure(async () => Promise.reject(new TransportError("refused", false)));
    expect(error).toMatchObject({ name: "SendError", retryable: true });
  });
  test("an answer that never came is of unknown outcome, and tried again only where sending twice is one send", async () => {
    const error = await failure(async () => Promise.reject(new TransportError("timeout", true)));
    expect(error).toMatchObject({ name: "SendError", kind: "unknown", retryable: adapter.capabilities.idempotentSend });
  });
  test.each([
    ["HTML of a proxy", { status: 502, body: "<html>Bad gateway</html>" }],
    ["nothing at all", { status: 500, body: "" }],
  ])("an answer that is %s is a failure, not a crash", async (_name, reply) => {
    expect(await failure(async () => response(reply))).toBeInstanceOf(SendError);
  });
}

function request(adapter: ChannelAdapter, { credentials, context }: OutboundFixtures, part: Part): SendRequest {
  return {
    part,
    config: {
      accountId: adapter.accountId(credentials) ?? "channel-1",
      credentials,
      tokens: memoryTokens(credentials, { access: "kept-token" }),
      appTokens: memoryTokens(null, { access: "kept-token" }),
      app: { appId: "app-1", appSecret: "app-secret", verifyToken: "verify-token" },
      apiUrl: "https://platform.example.test",
      webhookUrl: "https://parley.example.test/api/webhooks/x",
    },
    to: context.to,
    window: null,
    idempotencyKey: "0199a000-0000-7000-8000-000000000001",
    readAttachment: async () => new Uint8Array([1, 2, 3]),
  };
}

function response({ status, headers, body }: Reply) {
  const bytes = new TextEncoder().encode(body);
  return { status, headers: headers ?? {}, bytes, text: () => body, json: (): unknown => JSON.parse(body) };
}
