import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { provideEnvironment } from "@/lib/env";
import {
  type Capabilities,
  type ChannelAdapter,
  type ChannelConfig,
  type InboundItem,
  SendError,
  type Transport,
  TransportError,
} from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { TEST_CONNECT, TEST_LOOK } from "@/server/testing/test-look";

/** What the platform got: one entry a call. */
export interface Call {
  path: string;
  body: { to?: string; text?: string; image?: string; window?: string } & Record<string, unknown>;
  idempotencyKey: string | undefined;
}

export interface LocalPlatform {
  kind: string;
  url: string;
  calls: Call[];
  /** Answers the next calls in turn; after them the platform accepts everything again. */
  next(...answers: Answer[]): void;
  /** What GET gives, by path. */
  files: Map<string, { status?: number; bytes: Uint8Array | string; headers?: Record<string, string> }>;
  close(): Promise<void>;
}

/** silence: takes the request and never answers. reset: takes it and breaks the connection. hold: answers when the promise does. */
export type Answer = { status: number; body?: unknown } | "silence" | "reset" | { hold: Promise<void> };

const CAPABILITIES: Capabilities = {
  text: { max: 100, unit: "utf16", formatting: "plain" },
  attachments: { image: { maxBytes: 1_000_000 }, file: { maxBytes: 1_000_000 } },
  maxAttachments: 4,
  window: null,
  canStart: true,
  receipts: { delivered: true, read: true },
  replyTo: false,
  edit: false,
  unsend: false,
  reactions: false,
  typing: { inbound: false, outbound: false },
  buttons: 0,
  mail: false,
  idempotentSend: false,
};

/** A platform on loopback with its adapter, for tests of what leaves the process. The kind's API URL is set in the environment, which opens it for the transport. */
export async function startLocalPlatform(kind: string, over: Partial<Capabilities> = {}): Promise<LocalPlatform> {
  const calls: Call[] = [];
  const script: Answer[] = [];
  const files: LocalPlatform["files"] = new Map();
  const server = createServer((request, response) => void answer({ calls, script, files }, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env[`${kind.toUpperCase().replaceAll("-", "_")}_API_URL`] = url;
  // What was remembered of the environment is forgotten.
  provideEnvironment({});
  registerForTests(localAdapter(kind, { ...CAPABILITIES, ...over }) as ChannelAdapter);
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { kind, url, calls, files, next: (...answers) => void script.push(...answers), close };
}

async function answer(
  platform: Pick<LocalPlatform, "calls" | "files"> & { script: Answer[] },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? "/";
  if (request.method === "GET") {
    const file = platform.files.get(path);
    response.writeHead(file ? (file.status ?? 200) : 404, file?.headers).end(file?.bytes);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const key = request.headers["idempotency-key"];
  platform.calls.push({ path, body: JSON.parse(Buffer.concat(chunks).toString()) as Call["body"], idempotencyKey: Array.isArray(key) ? key[0] : key });
  const id = `ext-${platform.calls.length}-${Math.random().toString(36).slice(2)}`;
  const scripted = platform.script.shift();
  if (scripted === "silence") return;
  if (scripted === "reset") return void request.socket.destroy();
  if (scripted && "hold" in scripted) await scripted.hold;
  const { status, body } = scripted && "status" in scripted ? scripted : { status: 200, body: undefined };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? { id }));
}

const KINDS = { 401: "auth", 403: "blocked", 410: "window", 422: "content", 429: "throttled" } as const;

/** Renders a text as pieces of at most 100 characters, then each file; fails as the status says. */
function localAdapter(kind: string, capabilities: Capabilities): ChannelAdapter<{ account: string }> {
  return {
    kind,
    title: "Local",
    webhook: "channel",
    ...TEST_LOOK,
    connect: TEST_CONNECT,
    apiUrl: "",
    credentials: z.object({ account: z.string() }),
    accountId: (credentials) => credentials.account,
    capabilities,
    inbound: {
      verify: () => ({ kind: "ok" }),
      // What its webhook carries are items as they are.
      normalise: ({ rawBody }) => JSON.parse(Buffer.from(rawBody).toString() || "[]") as InboundItem[],
      answer: () => ({ status: 200, body: "" }),
    },
    outbound: {
      render: (message, { to, thread }) => [
        ...(message.text?.match(/.{1,100}/gs) ?? []).map((text) => ({ body: { to: to.value, thread, text } })),
        ...message.attachments.map((attachment, attachmentIndex) => ({ body: { to: to.value, image: attachment.url }, attachmentIndex })),
      ],
      async send({ part, config, window, idempotencyKey }, transport) {
        const body = { ...part.body, ...(window && { window: window.handle ? `${window.scene} ${window.handle}` : window.scene }) };
        const { id, isWindowSpent } = await call({ config, path: "/send", body, idempotencyKey }, transport);
        return { externalIds: [id], isWindowSpent };
      },
    },
    acts: {
      known: ["typing", "read", "react", "edit", "unsend"],
      perform: async ({ act, to, config }, transport) => void (await call({ config, path: "/act", body: { to: to.value, ...act } }, transport)),
    },
    media: {
      async request({ source, config }) {
        if (!source.path) throw new TransportError("no path", false);
        return { method: "GET", url: `${config.apiUrl}${source.path}` };
      },
    },
    profiles: {
      async fetch({ value, config }, transport) {
        const response = await transport({ method: "GET", url: `${config.apiUrl}/profile/${value}` });
        if (response.status === 404) return null;
        if (response.status !== 200) throw new SendError("unreachable", "no profile", { retryable: true });
        return response.json() as { name?: string };
      },
    },
  };
}

interface Outgoing {
  config: ChannelConfig;
  path: string;
  body: Record<string, unknown>;
  idempotencyKey?: string;
}

async function call({ config, path, body, idempotencyKey = "" }: Outgoing, transport: Transport): Promise<{ id: string; isWindowSpent?: boolean }> {
  const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
  const response = await transport({ method: "POST", url: `${config.apiUrl}${path}`, headers, body: JSON.stringify(body), timeoutMs: 400 });
  if (response.status === 200) return response.json() as { id: string };
  const failure = KINDS[response.status as keyof typeof KINDS] ?? "unreachable";
  throw new SendError(failure, `status ${response.status}`, { retryable: response.status >= 500, code: String(response.status) });
}
