import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import WebSocket from "ws";
import * as z from "zod";
import {
  type ChannelAdapter,
  type InboundEvent,
  type InboundItem,
  type Outbound,
  type PlainInbound,
  type RawRequest,
  SendError,
  TransportError,
} from "@/server/channels/contract";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { TEST_CONNECT, TEST_LOOK } from "@/server/testing/test-look";

/*
 * A channel nobody has: everything at once that real platforms ask of the contract and the first four kinds do not. Its
 * callbacks are encrypted and may have no content (the messages are pulled by cursor), a send that was accepted may fail
 * later by an event, and it also holds a standing connection that resumes.
 */

const credentials = z.object({ accountId: z.string(), token: z.string(), key: z.string() });
export type TestCredentials = z.output<typeof credentials>;

const entry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), id: z.string(), thread: z.string(), from: z.string(), name: z.string().optional(), text: z.string(), at: z.number() }),
  z.object({ kind: z.literal("file"), id: z.string(), thread: z.string(), from: z.string(), url: z.string(), at: z.number() }),
  z.object({ kind: z.literal("edit"), id: z.string(), thread: z.string(), of: z.string(), text: z.string(), at: z.number() }),
  z.object({ kind: z.literal("recall"), id: z.string(), thread: z.string(), of: z.string(), at: z.number() }),
  z.object({ kind: z.literal("send_failed"), id: z.string(), thread: z.string(), of: z.string(), code: z.string(), at: z.number() }),
  z.object({ kind: z.literal("notify"), id: z.string(), ticket: z.string(), at: z.number() }),
]);
export type TestEntry = z.output<typeof entry>;
const envelope = z.object({ account: z.string().optional(), entries: z.array(z.unknown()) });

/** A later version of the adapter has learnt to read this kind; tests switch it. */
export const learnt = { poll: false };

const seal = (key: string, text: string) => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "hex"), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
};

const open = (key: string, sealed: string) => {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "hex"), bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
};

const signature = (token: string, timestamp: string, body: Uint8Array) => createHmac("sha256", token).update(timestamp).update(body).digest("hex");

/** The callback that the platform would make: body sealed, signed in the query. */
export function testRequest(given: TestCredentials, body: unknown, url = "https://parley.example.test/api/webhooks/test-channel/x"): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const rawBody = new TextEncoder().encode(JSON.stringify({ sealed: seal(given.key, text) }));
  const query = { timestamp: "1790000000", signature: signature(given.token, "1790000000", rawBody) };
  return { method: "POST", url: `${url}?${new URLSearchParams(query)}`, query, headers: { "content-type": "application/json" }, rawBody };
}

const inbound: PlainInbound = {
  verify(request, { channel }) {
    const parsed = credentials.safeParse(channel?.credentials);
    if (!parsed.success) return { kind: "refused", reason: "no channel" };
    const { timestamp = "", signature: given = "", greeting } = request.query;
    if (!isSameSecret(given, signature(parsed.data.token, timestamp, request.rawBody))) return { kind: "refused", reason: "signature" };
    return request.method === "GET" && greeting ? { kind: "challenge", body: open(parsed.data.key, greeting) } : { kind: "ok" };
  },
  normalise(request, { channel }) {
    const { key } = credentials.parse(channel?.credentials);
    const body = JSON.parse(new TextDecoder().decode(request.rawBody)) as { sealed?: unknown };
    // What was pulled or came over the connection is not sealed.
    const plain = typeof body.sealed === "string" ? (JSON.parse(open(key, body.sealed)) as unknown) : body;
    const { account, entries } = envelope.parse(plain);
    return entries.map((one, position) => itemOf(one, account ?? null, position));
  },
  answer(_request, outcome) {
    if (outcome.kind === "challenge") return { status: 200, body: outcome.body };
    if (outcome.kind === "refused") return { status: 401, body: "refused" };
    return outcome.kind === "unparseable" ? { status: 400, body: "unreadable" } : { status: 200, body: "success" };
  },
};

function itemOf(one: unknown, account: string | null, position: number): InboundItem {
  const parsed = entry.safeParse(one);
  if (!parsed.success) return unreadItem(one, account, position);
  const { data } = parsed;
  const thread = data.kind === "notify" ? null : data.thread;
  return { account, thread, dedupKey: `${data.kind}:${data.id}`, providerAt: new Date(data.at).toISOString(), event: eventOf(data) };
}

function eventOf(data: TestEntry): InboundEvent {
  switch (data.kind) {
    case "text":
      return { type: "message", externalId: data.id, from: party(data.from, data.name), text: data.text, attachments: [] };
    case "file":
      return { type: "message", externalId: data.id, from: party(data.from), attachments: [{ kind: "file", source: { url: data.url } }] };
    case "edit":
      return { type: "edit", externalId: data.of, text: data.text };
    case "recall":
      return { type: "delete", externalId: data.of };
    case "send_failed":
      return { type: "status", status: "failed", externalIds: [data.of], watermark: null, to: null, reason: "The customer refuses messages.", code: data.code };
    case "notify":
      return { type: "pull", hint: { ticket: data.ticket } };
  }
}

const party = (value: string, name?: string) => ({ scope: "test", value, ...(name && { name }) });

/** Somebody wrote something that is not understood: kept, in its thread, under a key that today's reading can make. */
function unreadItem(one: unknown, account: string | null, position: number): InboundItem {
  const known = z.object({ kind: z.string(), id: z.string(), thread: z.string(), from: z.string(), question: z.string().optional() }).safeParse(one);
  if (!known.success)
    return {
      account,
      thread: null,
      dedupKey: `unread:${position}:${JSON.stringify(one)}`,
      providerAt: null,
      event: { type: "ignored", reason: "not an entry" },
    };
  const { kind, id, thread, from, question } = known.data;
  const base = { type: "message" as const, externalId: id, from: party(from) };
  if (kind === "poll" && learnt.poll)
    return { account, thread, dedupKey: `poll:${id}`, providerAt: null, event: { ...base, text: question ?? "", attachments: [] } };
  return { account, thread, dedupKey: `unknown:${id}`, providerAt: null, event: { ...base, attachments: [{ kind: "unsupported" }], isUnsupported: true } };
}

const outbound: Outbound<TestCredentials> = {
  render(message, { to, thread }) {
    if (message.attachments.length > 0) throw new SendError("content", "no attachments here", { retryable: false });
    if (!message.text) throw new SendError("content", "nothing to send", { retryable: false });
    const parts: { body: Record<string, unknown> }[] = [];
    let text = "";
    for (const character of message.text) {
      if (text.length + character.length > capabilities.text.max) parts.push({ body: { to: to.value, thread, text } });
      text = text.length + character.length > capabilities.text.max ? character : text + character;
    }
    return [...parts, { body: { to: to.value, thread, text } }];
  },
  async send({ part, config, idempotencyKey }, transport) {
    try {
      const headers = { authorization: `Bearer ${config.credentials.token}`, "idempotency-key": idempotencyKey };
      const response = await transport({ method: "POST", url: `${config.apiUrl}/send`, headers, body: JSON.stringify(part.body) });
      if (response.status !== 200) throw sendError(response.status);
      return { externalIds: [z.object({ id: z.string() }).parse(response.json()).id] };
    } catch (error) {
      if (error instanceof SendError) throw error;
      if (error instanceof TransportError) throw new SendError(error.maybeSent ? "unknown" : "unreachable", error.message, { retryable: true, cause: error });
      throw new SendError("unknown", "an answer nobody understands", { retryable: true, cause: error });
    }
  },
};

function sendError(status: number): SendError {
  if (status === 429) return new SendError("throttled", "too fast", { retryable: true, code: "429" });
  if (status === 401) return new SendError("auth", "token revoked", { retryable: false, code: "401" });
  return new SendError("unknown", `status ${status}`, { retryable: status >= 500, code: String(status) });
}

const capabilities: ChannelAdapter["capabilities"] = {
  text: { max: 200, unit: "utf16", formatting: "plain" },
  attachments: {},
  maxAttachments: 0,
  window: { hours: 48, extendedHours: null },
  canStart: false,
  receipts: { delivered: false, read: false },
  replyTo: false,
  edit: false,
  unsend: false,
  reactions: false,
  typing: { inbound: false, outbound: false },
  buttons: 0,
  mail: false,
  idempotentSend: true,
};

const pulled = z.object({ entries: z.unknown(), next: z.string(), more: z.boolean() });

/** Registered by tests alone (registerForTests). */
export const testChannel: ChannelAdapter<TestCredentials> = {
  kind: "test-channel",
  title: "Test channel",
  webhook: "channel",
  ...TEST_LOOK,
  connect: TEST_CONNECT,
  apiUrl: "https://platform.example.test",
  credentials,
  accountId: (given) => given.accountId,
  capabilities,
  inbound,
  outbound,
  poll: {
    async pull({ config, cursor, hint }, transport) {
      const query = new URLSearchParams({ cursor: String(cursor ?? ""), ticket: hint?.ticket ?? "" });
      const { json, bytes } = await transport({ method: "GET", url: `${config.apiUrl}/sync?${query}` });
      const { next, more } = pulled.parse(json());
      return { raw: [{ body: bytes }], cursor: next, hasMore: more };
    },
  },
  gateway: {
    run: ({ config, cursor, signal, onRaw }) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${config.apiUrl.replace(/^http/, "ws")}/gateway?after=${cursor ?? 0}`);
        let stored: Promise<void> = Promise.resolve();
        socket.on("message", (data: Buffer) => {
          const { after } = z.object({ after: z.number() }).parse(JSON.parse(data.toString()));
          stored = stored.then(() => onRaw(data, after));
          stored.catch(() => socket.close());
        });
        socket.on("error", reject);
        socket.on("close", () => stored.then(resolve, reject));
        signal.addEventListener("abort", () => socket.close(), { once: true });
      }),
  },
};
