import type * as z from "zod";
import type { MailAddress, MailFacts } from "@/lib/schemas/mail";

/*
 * What every channel kind fulfils. An adapter never sees the database, the clock or another channel: it reads what a
 * platform sent (pure), renders what we send (pure), and owns the one line that reaches the network (through Transport).
 * Everything here is plain data that survives JSON: items wait in the database between intake and the drain.
 */

// ------------------------------------------------------------------ inbound

/** A request as it came. `url` is absolute as the platform was told it (some sign it); header names are lower case. */
export interface RawRequest {
  method: string;
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  rawBody: Uint8Array;
}

/** The platform app's own secrets (from the environment) and, where the URL or the poll names one channel, that channel's. */
export interface Secrets {
  app: AppCredentials | null;
  channel: { accountId: string; credentials: unknown } | null;
}

export interface AppCredentials {
  appId: string;
  appSecret: string;
  verifyToken: string;
}

/** challenge: the platform's greeting, answered without storing anything. */
export type Verification = { kind: "ok" } | { kind: "challenge"; body: string } | { kind: "refused"; reason: string };

/** What intake did with the request; `answer` puts it in the platform's own words. */
export type Outcome =
  | { kind: "stored"; items: number }
  | { kind: "challenge"; body: string }
  | { kind: "refused"; reason: string }
  | { kind: "unparseable"; reason: string };

export interface RawResponse {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** One normalised thing of an event. Its place in the list is its lasting position: an adapter that learns to read more keeps the places. */
export interface InboundItem {
  /** The receiving account, as in the channel's `accountId`. Null: the channel that the URL or the poll names. */
  account: string | null;
  /** The platform's thread (a person, a group, a mail thread). Null: the channel's own lane. */
  thread: string | null;
  /** Unique within the channel, made of the platform's ids, never null, never random: the same thing again has the same key. */
  dedupKey: string;
  /** The platform's instant, ISO 8601; null where it gives none. */
  providerAt: string | null;
  event: InboundEvent;
}

/** Somebody on the other side: one identity. */
export interface Party {
  /** What the value is valid in: the page, the bot, the app. */
  scope: string;
  value: string;
  name?: string;
  avatarUrl?: string;
  locale?: string;
  /** Stated by the person or the platform; kept on a new contact, never used to join contacts unless verified. */
  email?: string;
  phone?: string;
  /** The platform or a signature vouches that this person is who the value says. */
  verified?: boolean;
}

export interface InboundAttachment {
  kind: AttachmentKind;
  name?: string;
  mimeType?: string;
  sizeBytes?: number;
  width?: number;
  height?: number;
  durationMs?: number;
  /** Where `media.request` finds the bytes; absent where there are none to fetch. May hold secrets: never shown. */
  source?: Record<string, string>;
  /** Facts to show: {latitude, longitude}, {phone}, {title, url}. */
  data?: Record<string, unknown>;
}

export const ATTACHMENT_KINDS = [
  "image",
  "audio",
  "voice",
  "video",
  "file",
  "location",
  "contact",
  "sticker",
  "link",
  "share",
  "story",
  "unsupported",
] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

export interface InboundMessage {
  type: "message";
  /** The platform's own id, as in the payload; null where it gives none. */
  externalId: string | null;
  from: Party;
  /** Whose conversation this is when it is not `from`'s: a group. */
  conversationParty?: Party;
  subject?: string;
  /** What the person wrote now, without the history they quote. */
  text?: string;
  /** The whole text, where `text` leaves something out. */
  fullText?: string;
  /** Safe to show: sanitised by the adapter; quoted history stands in `<div data-quote>`. */
  html?: string;
  attachments: InboundAttachment[];
  replyToExternalId?: string;
  mail?: InboundMail;
  postback?: { title: string; payload: string };
  referral?: Record<string, unknown>;
  /** Kept though not understood; replayed when the adapter has learnt it. */
  isUnsupported?: boolean;
}

/** A mail's facts, and the evidence of which conversation it belongs to. The adapter only finds; intake judges. */
export interface InboundMail extends MailFacts {
  /** What may be our reply token: in an address it was sent to, in a Message-ID it refers to, in its text. Unverified. */
  tokens: { token: string; place: "recipient" | "reference" | "body" }[];
  /**
   * Whose mail this one passes on, as its text says: their words, and those of who passed it on. Believed only of a colleague: then
   * the customer is who wrote it first.
   */
  forwarded?: { from: MailAddress; date: string | null; subject: string | null; text?: string; comment?: string };
}

export type InboundEvent =
  | InboundMessage
  /** Our side spoke: our own send coming back (`clientRef` = what we set), or somebody in the platform's own app. */
  | {
      type: "echo";
      externalId: string;
      to: Party;
      clientRef: string | null;
      subject?: string;
      text?: string;
      fullText?: string;
      html?: string;
      attachments: InboundAttachment[];
      mail?: InboundMail;
    }
  | { type: "edit"; externalId: string; text: string }
  | { type: "delete"; externalId: string }
  | { type: "reaction"; externalId: string; from: Party; emoji: string; action: "add" | "remove" }
  /** Names messages by id, or all sent to `to` at or before `watermark` (ISO). */
  | {
      type: "status";
      status: "sent" | "delivered" | "read" | "failed";
      externalIds: string[];
      watermark: string | null;
      to: Party | null;
      reason?: string;
      code?: string;
    }
  | { type: "typing"; from: Party; isTyping: boolean }
  | { type: "blocked"; from: Party }
  | { type: "unblocked"; from: Party }
  /** The thread goes on under another key (a Telegram group became a supergroup). */
  | { type: "thread-moved"; to: string }
  | { type: "account"; status: "degraded" | "action-needed" | "disconnected"; reason: string }
  /** A callback without content: poll this channel now. `hint` is handed to the poll (a short-lived token of the callback). */
  | { type: "pull"; hint?: Record<string, string> }
  /** Read and of no consequence, or nothing to show: settled with the reason, still replayable. */
  | { type: "ignored"; reason: string };

export interface Inbound {
  /** Constant-time, on the raw bytes, before any parsing. */
  verify(request: RawRequest, secrets: Secrets): Verification;
  /** Pure. Throws only when the body as a whole cannot be read; a single bad entry becomes an item (`ignored` or unsupported), its neighbours go on. */
  normalise(request: RawRequest, secrets: Secrets): InboundItem[] | Promise<InboundItem[]>;
  answer(request: RawRequest, outcome: Outcome): RawResponse;
}

/** Of a platform whose bodies are read at once, as nearly all are; a mail takes a parser that is not. */
export interface PlainInbound extends Inbound {
  normalise(request: RawRequest, secrets: Secrets): InboundItem[];
}

// ------------------------------------------------------------------ outbound

export interface OutboundMessage {
  /** Our message id; adapters put it where the platform gives it back (echo metadata, idempotency key). */
  id: string;
  text: string | null;
  html: string | null;
  attachments: OutboundAttachment[];
  /** The platform's id of the answered message, where the platform can quote. */
  replyToExternalId: string | null;
  /** Template, buttons ... by the channel's capabilities. */
  payload: Record<string, unknown> | null;
  /** Recipients, subject and the thread's ids, computed when it was written; null on channels that are no mail. */
  mail: OutboundMail | null;
}

export interface OutboundMail extends MailFacts {
  /** Where an answer shall go: our own address with the conversation's token. */
  answerTo: string;
  /** Mails that a machine of ours writes say so in their head. */
  isAutomatic: boolean;
  /** Read when the mail is sent; not stored with it. */
  frame?: MailFrame | null;
}

/** What stands around the words of a mail of ours. */
export interface MailFrame {
  signature: string | null;
  /** The mail it answers, whole: mail programs show it below the answer. */
  quote: { at: string; from: MailAddress; text: string; html: string | null } | null;
  locale: string;
  timeZone: string;
}

export interface OutboundAttachment {
  kind: AttachmentKind;
  name: string;
  mimeType: string;
  sizeBytes: number;
  /** Public expiring link, for platforms that fetch. */
  url: string;
}

export interface RenderContext {
  to: { scope: string; value: string };
  thread: string;
  /** Hours since the customer last acted, null if never: windows and message tags depend on it. */
  hoursSinceInbound: number | null;
  capabilities: Capabilities;
}

/** One call. `body` is plain data, so that a rendered message can be compared with a fixture. */
export interface Part {
  body: Record<string, unknown>;
  /** Bytes to upload instead of a link, by attachment index; `send` asks `readAttachment` for them. */
  attachmentIndex?: number;
}

export interface ChannelConfig<C = unknown> {
  accountId: string;
  credentials: C;
  app: AppCredentials | null;
  /** Base URL of the platform's API, without a trailing slash: the platform, a simulator, a proxy. */
  apiUrl: string;
  /** Where the platform reaches us for this channel. */
  webhookUrl: string;
}

export interface SendRequest<C = unknown> {
  part: Part;
  config: ChannelConfig<C>;
  /** The same for every attempt of the same part: the platform's idempotency key where it has one. */
  idempotencyKey: string;
  readAttachment(index: number): Promise<Uint8Array>;
}

export interface SendResult {
  /** The platform's ids of what was sent; empty where it gives none. */
  externalIds: string[];
}

export type SendErrorKind = "window" | "blocked" | "unreachable" | "throttled" | "auth" | "content" | "unknown";

interface SendErrorOptions {
  /** Whether the same call may be made again (nothing was sent, and later may succeed). */
  retryable: boolean;
  /** The platform's own code, for support. */
  code?: string;
  retryAfterMs?: number;
  cause?: unknown;
}

/** How a send fails, in one closed list. `unknown`: it may have been sent; never repeated unless sending is idempotent. */
export class SendError extends Error {
  override readonly name = "SendError";
  readonly retryable: boolean;
  readonly code: string | null;
  readonly retryAfterMs: number | null;

  constructor(
    readonly kind: SendErrorKind,
    message: string,
    options: SendErrorOptions,
  ) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
    this.code = options.code ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

export interface Outbound<C = unknown> {
  /** Pure. One message may become several parts, sent in order. Throws SendError "content" for what the channel cannot carry. */
  render(message: OutboundMessage, context: RenderContext): Part[];
  /** What may be kept, shown and sent of an agent's HTML; without it the channel carries plain text alone. Pure. */
  cleanHtml?(html: string): string;
  /** The only line that reaches the network. Throws SendError. */
  send(request: SendRequest<C>, transport: Transport): Promise<SendResult>;
}

// ------------------------------------------------------------------ the network, as adapters see it

export interface TransportRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData;
  /** Default 15 s. */
  timeoutMs?: number;
}

export interface TransportResponse {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array;
  text(): string;
  /** Throws SyntaxError on what is not JSON. */
  json(): unknown;
}

/** `maybeSent`: the request may have arrived (time-out, reset after sending), so a send's outcome is unknown. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  constructor(
    message: string,
    readonly maybeSent: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The network with the product's rules: refused destinations, time-outs, size caps. */
export interface Transport {
  /** HTTP. Throws TransportError, never on a status. */
  (request: TransportRequest): Promise<TransportResponse>;
  /** For what is not HTTP (IMAP, SMTP): the IP address to connect to, looked up once so that it cannot change. Throws TransportError for a refused one. */
  addressOf(target: { host: string; port: number }): Promise<string>;
}

// ------------------------------------------------------------------ what a channel can do

export interface Capabilities {
  /** Longest text of one message and how it is counted. */
  text: { max: number; unit: "utf16" | "bytes" | "code-points"; formatting: "plain" | "html" | "markdown" };
  /** Kinds that can be sent, with their byte limits; an absent kind cannot. */
  attachments: Partial<Record<AttachmentKind, { maxBytes: number }>>;
  maxAttachments: number;
  /** Hours after the customer's last act in which a free answer is allowed; null = always. `extendedHours`: by a person only. */
  window: { hours: number; extendedHours: number | null } | null;
  /** Whether a conversation can be begun from our side. */
  canStart: boolean;
  receipts: { delivered: boolean; read: boolean };
  replyTo: boolean;
  edit: boolean;
  unsend: boolean;
  reactions: boolean;
  typing: { inbound: boolean; outbound: boolean };
  buttons: number;
  /** Subject, Cc and Bcc; formatted text. */
  mail: boolean;
  /** The same send twice is one send (the platform takes an idempotency key). */
  idempotentSend: boolean;
}

// ------------------------------------------------------------------ optional rooms

/** An account that the person may choose, with everything the channel will need. */
export interface ConnectCandidate {
  accountId: string;
  name: string;
  credentials: unknown;
  /** Why this one cannot be chosen (a missing role at the platform), as a sentence. */
  problem?: string;
}

export interface Connect<C = unknown> {
  /** OAuth kinds. */
  authorizeUrl?(input: { app: AppCredentials; apiUrl: string; redirectUri: string; state: string }): string;
  exchange?(input: { app: AppCredentials; apiUrl: string; redirectUri: string; code: string }, transport: Transport): Promise<ConnectCandidate[]>;
  /** Token kinds: asks the platform who these credentials are. Throws SendError "auth" when nobody. */
  identify?(input: { credentials: C; apiUrl: string }, transport: Transport): Promise<{ accountId: string; name: string }>;
  /** Tells the platform where to call; repeated harmlessly by the health job. */
  subscribe?(config: ChannelConfig<C>, transport: Transport): Promise<void>;
  unsubscribe?(config: ChannelConfig<C>, transport: Transport): Promise<void>;
}

/** Bytes as the platform gave them; `headers` (lower case) carries what it said about them: the envelope of a mail. */
export interface RawAnswer {
  body: Uint8Array;
  headers?: Record<string, string>;
}

export interface Poll<C = unknown> {
  /** From `cursor` (null at first) on: raw answers for intake, stored with the new cursor in one transaction. */
  pull(
    input: { config: ChannelConfig<C>; cursor: unknown; hint: Record<string, string> | null },
    transport: Transport,
  ): Promise<{ raw: RawAnswer[]; cursor: unknown; hasMore: boolean }>;
}

/**
 * A standing connection held by the worker; resolves when it ends, throws to be opened again with backoff.
 * `onRaw` resolves when the bytes are stored, with the new place to resume from (`cursor`) in the same transaction.
 */
export interface Gateway<C = unknown> {
  run(
    input: {
      config: ChannelConfig<C>;
      cursor: unknown;
      signal: AbortSignal;
      onRaw(raw: Uint8Array, cursor?: unknown): Promise<void>;
      /** There is something to fetch: polls the channel now; resolves when that is stored. */
      pull(): Promise<void>;
    },
    transport: Transport,
  ): Promise<void>;
}

export interface Media<C = unknown> {
  /** Turns an attachment's `source` into the request that gives its bytes; may ask the platform first. */
  request?(input: { source: Record<string, string>; config: ChannelConfig<C> }, transport: Transport): Promise<TransportRequest>;
  /** The bytes lie in the event itself (a part of a mail): finds them there. Null when they are not. Pure. */
  extract?(raw: Uint8Array, source: Record<string, string>): Promise<{ bytes: Uint8Array; mimeType: string | null } | null>;
}

export interface Profile {
  name?: string;
  avatarUrl?: string;
  locale?: string;
  timeZone?: string;
}

export interface Profiles<C = unknown> {
  /** Null where the platform will not say. */
  fetch(input: { value: string; config: ChannelConfig<C> }, transport: Transport): Promise<Profile | null>;
}

export interface Health<C = unknown> {
  /** Asked every few minutes. */
  check(config: ChannelConfig<C>, transport: Transport): Promise<{ status: "live" | "degraded" | "action-needed"; reason: string | null }>;
}

/** New credentials before the old ones die; stored before use. Null: nothing to do yet. */
export interface Refresh<C = unknown> {
  refresh(input: { config: ChannelConfig<C>; now: Date }, transport: Transport): Promise<C | null>;
}

export interface ChannelAdapter<C = unknown> {
  /** Folder, URL and environment prefix. */
  kind: string;
  /** What a person reads. */
  title: string;
  /** One URL for all tenants, one per channel, or none (poll, gateway, our own API). */
  webhook: "app" | "channel" | "none";
  /** How a person connects it. */
  connects: "oauth" | "token" | "built-in";
  /** The platform's own API, without a trailing slash; the environment may point elsewhere. "" where there is none. */
  apiUrl: string;
  credentials: z.ZodType<C>;
  /** The outside account these credentials speak for; globally unique per kind. Null: made by us from the channel's id. */
  accountId(credentials: C): string | null;
  capabilities: Capabilities;
  inbound: Inbound;
  outbound: Outbound<C>;
  connect?: Connect<C>;
  refresh?: Refresh<C>;
  media?: Media<C>;
  profiles?: Profiles<C>;
  poll?: Poll<C>;
  gateway?: Gateway<C>;
  health?: Health<C>;
}
