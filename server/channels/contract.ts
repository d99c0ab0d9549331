import type * as z from "zod";
import type { Locale } from "@/lib/locales";
import type { MessageContent } from "@/lib/schemas/content";
import type { MailAddress, MailFacts } from "@/lib/schemas/mail";
import type { TemplateDefinition, TemplateStatus } from "@/lib/schemas/template";

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
  /** Those of the further platforms that the kind is spoken through, by their names in `platforms`; absent where not configured. */
  apps?: Record<string, AppCredentials>;
  channel: { accountId: string; credentials: unknown } | null;
}

export interface AppCredentials {
  appId: string;
  appSecret: string;
  verifyToken: string;
  /** Further settings of our app at this platform, from <PLATFORM>_AES_KEY and its like; absent where unset. */
  settings?: Partial<Record<AppSetting, string>>;
}

/** aesKey: of encrypted callbacks. topic: of Google's push. configId: of Meta's login for businesses. */
export const APP_SETTINGS = { aesKey: "AES_KEY", topic: "TOPIC", configId: "CONFIG_ID" } as const;
export type AppSetting = keyof typeof APP_SETTINGS;

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
  /** What keeps it in order where no thread is named, because the platform's ids alone say what it is about (a receipt). Absent: the thread. */
  lane?: string;
  /** Unique within the channel, made of the platform's ids, never null, never random: the same thing again has the same key. */
  dedupKey: string;
  /** The platform's instant, ISO 8601; null where it gives none. */
  providerAt: string | null;
  /** What this act of the customer allows us. Opened again, it starts anew; several may be open at once. */
  window?: ReplyWindow;
  event: InboundEvent;
}

/** How long, how often and with what we may answer an act of the customer. */
export interface ReplyWindow {
  /** Names it within its thread: "message", "menu", "reply-token". */
  scene: string;
  /** From the act on (from its arrival where the platform gives no instant). 0 closes it. */
  seconds: number;
  /** How many calls it allows; null: any number. */
  sends: number | null;
  /** What has to be handed back with an answer: a reply token, a welcome code. */
  handle?: string;
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
  /** The group they speak in, where the platform names its members only there: handed to `profiles`. */
  group?: string;
  /**
   * Further addresses of the same person, as the platform itself states in this event: each an identity of the same contact. Given, if
   * empty, wherever the platform knows people by several and may name any of them alone.
   */
  also?: { scope: string; value: string }[];
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
  /** The same words with their formatting, in our Markdown (lib/rich-text); absent where nothing is formatted. `text` stays as it was written. */
  markdown?: string;
  /** The whole text, where `text` leaves something out. */
  fullText?: string;
  /** Safe to show: sanitised by the adapter; quoted history stands in `<div data-quote>`. */
  html?: string;
  attachments: InboundAttachment[];
  replyToExternalId?: string;
  mail?: InboundMail;
  postback?: { title: string; payload: string };
  referral?: Record<string, unknown>;
  /** What the platform wants back with an act on this message (to quote it, to mark it read), by names of the adapter's. Kept with it, never shown. */
  handles?: Record<string, string>;
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
      markdown?: string;
      fullText?: string;
      html?: string;
      attachments: InboundAttachment[];
      mail?: InboundMail;
    }
  | { type: "edit"; externalId: string; text: string; markdown?: string }
  /** `isContentGone`: the platform's terms want what was said out of our store as well, not only out of sight. */
  | { type: "delete"; externalId: string; isContentGone?: true }
  /** `opensWindow`: the platform lets us answer a feeling as it does a message. */
  | { type: "reaction"; externalId: string; from: Party; emoji: string; action: "add" | "remove"; opensWindow?: true }
  /** Names messages by id, or all sent to `to` at or before `watermark` (ISO). `isUpTo`: also all that were sent to `to` before the named one. */
  | {
      type: "status";
      status: "sent" | "delivered" | "read" | "failed";
      externalIds: string[];
      watermark: string | null;
      isUpTo?: true;
      to: Party | null;
      reason?: string;
      code?: string;
    }
  | { type: "typing"; from: Party; isTyping: boolean }
  | { type: "blocked"; from: Party }
  | { type: "unblocked"; from: Party }
  /** Something around the thread that an agent should see: a line in its conversation, if there is a live one. It opens nothing. */
  | { type: "notice"; notice: NoticeKind; from: Party; detail: string | null }
  /** The person's address changed (a new number), says the platform: the same contact has both from now on. */
  | { type: "moved"; from: Party; to: Party }
  /** How a template of the account stands now. */
  | { type: "template"; externalId: string; status: TemplateStatus; reason?: string }
  /** The thread goes on under another key (a Telegram group became a supergroup). */
  | { type: "thread-moved"; to: string }
  | { type: "account"; status: "degraded" | "action-needed" | "disconnected"; reason: string }
  /**
   * A callback without content: poll this channel now. `hint` is handed to the poll (a short-lived token of the callback). One that came
   * to another channel's address is passed on by intake to the tenant's own channel of the `account` that it names.
   */
  | { type: "pull"; hint?: Record<string, string>; account?: string }
  /** Read and of no consequence, or nothing to show: settled with the reason, still replayable. */
  | { type: "ignored"; reason: string };

/** Came back through a link or an advertisement; agreed to be written to; wants no marketing, or again; another app answers from now on; we do again. */
export const NOTICES = ["referral", "opt-in", "marketing-off", "marketing-on", "handed-over", "handed-back"] as const;
export type NoticeKind = (typeof NOTICES)[number];

/**
 * What a request tells our app at the platform rather than one channel. secret: kept for `appTokens` (a ticket that the platform
 * hands out by callback). revoked: this person took back what they had granted us; every channel connected by it is disconnected.
 */
export type AppNotice = { type: "secret"; name: string; value: string; seconds: number | null } | { type: "revoked"; grantedBy: string };

export interface Inbound {
  /** Constant-time, on the raw bytes, before any parsing. */
  verify(request: RawRequest, secrets: Secrets): Verification;
  /** Pure. Throws only when the body as a whole cannot be read; a single bad entry becomes an item (`ignored` or unsupported), its neighbours go on. */
  normalise(request: RawRequest, secrets: Secrets): InboundItem[] | Promise<InboundItem[]>;
  /** `secrets` for platforms that want to hear something sealed or signed. */
  answer(request: RawRequest, outcome: Outcome, secrets?: Secrets): RawResponse;
  /** Taken note of before the request is answered; a request with notices may have no items. Pure, throws like `normalise`. */
  notices?(request: RawRequest, secrets: Secrets): AppNotice[];
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
  /** The handles that the answered message came with. */
  replyToHandles?: Record<string, string>;
  /** Formatting, buttons, template; by the channel's capabilities. */
  payload: MessageContent | null;
  /** The agent who wrote it, where the channel shows that and a person did. */
  author?: { name: string };
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
  /** A link good for a month, for where the person gets the link itself. Absent: there is only `url`. */
  lastingUrl?: string;
  /** A small JPEG of a picture or a film, where there is one. */
  previewUrl?: string;
  durationMs?: number;
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

/** A secret that lives for minutes or hours, made from one that lasts. */
export interface FreshToken<C = unknown> {
  value: string;
  /** How long it lives, as the platform says; null: until it is refused. */
  seconds: number | null;
  /** The lasting secrets, where making the token changed them (a refresh token that is good once): stored with it, before either is used. */
  credentials?: C;
}

/** Short-lived secrets, kept by us: encrypted, shared by all processes, made by one of them at a time. */
export interface Tokens<C = unknown> {
  /**
   * The kept one while it lives (renewed in its last twentieth, five minutes at most), else what `make` gives, stored before it is used.
   * `refused`: the platform has just refused this value; another is made unless somebody has done so meanwhile. Throws what `make` throws.
   */
  get(name: string, make: (credentials: C) => Promise<FreshToken<C>>, refused?: string): Promise<string>;
  /** What a callback handed out (AppNotice "secret"), or a token kept earlier; null when there is none or its time is over. */
  find(name: string): Promise<string | null>;
}

export interface ChannelConfig<C = unknown> {
  accountId: string;
  credentials: C;
  /** The channel's own short-lived tokens, and those of our app at the platform, which all its channels share. */
  tokens: Tokens<C>;
  appTokens: Tokens<null>;
  app: AppCredentials | null;
  /** Base URL of the platform's API, without a trailing slash: the platform, a simulator, a proxy. */
  apiUrl: string;
  /** Where the platform reaches us for this channel. */
  webhookUrl: string;
}

export interface SendRequest<C = unknown> {
  part: Part;
  config: ChannelConfig<C>;
  to: RenderContext["to"];
  /** The window that this call is counted against, the one that closes first; null where none is open (and none is needed). */
  window: { scene: string; handle: string | null } | null;
  /** The same for every attempt of the same part: the platform's idempotency key where it has one. */
  idempotencyKey: string;
  readAttachment(index: number): Promise<Uint8Array>;
}

export interface SendResult {
  /** The platform's ids of what was sent; empty where it gives none. */
  externalIds: string[];
  /** The platform did without the window's handle after all (a reply token that was too old): the window is spent, not counted. */
  isWindowSpent?: boolean;
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
  /** Why nothing can ever be sent to this identity (a group that is only read along), as a sentence; null where it can. Pure. */
  refusal?(to: RenderContext["to"]): string | null;
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
  /** The longest answer that is taken; default 10 MB. */
  maxBytes?: number;
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
  /** Longest text of one message and how it is counted. `segments`: networks carry and charge it in pieces of 160 or 70; the composer counts them. */
  text: { max: number; unit: "utf16" | "bytes" | "code-points"; formatting: Formatting; segments?: true };
  /** Kinds that can be sent, with their byte limits and, where the platform is particular, the types it takes; an absent kind cannot. */
  attachments: Partial<Record<AttachmentKind, { maxBytes: number; mimeTypes?: string[]; maxDurationMs?: number }>>;
  maxAttachments: number;
  /**
   * Hours after the customer's last act in which a free answer is allowed; null = always. `extendedHours`: by a person only.
   * `counted`: only so many answers are, as the inbound items' `window` says; a send needs one that is open.
   */
  window: { hours: number; extendedHours: number | null; counted?: boolean } | null;
  /** Approved templates, which may be sent when the window is shut. */
  templates?: boolean;
  /** Whether a conversation can be begun from our side. */
  canStart: boolean;
  receipts: { delivered: boolean; read: boolean };
  replyTo: boolean;
  edit: boolean;
  unsend: boolean;
  reactions: boolean;
  typing: { inbound: boolean; outbound: boolean };
  /** How many buttons a message may have; beyond that, and where there are none, they are written out as numbered lines. */
  buttons: number;
  /** Longest title of a button, in characters; absent: no limit of the platform's. */
  buttonTitle?: number;
  /** Whether a button may open a link. */
  linkButtons?: boolean;
  /** Calls a second that the platform takes from one account; absent: it does not say. */
  sendsPerSecond?: number;
  /** Subject, Cc and Bcc; formatted text. */
  mail: boolean;
  /** The same send twice is one send (the platform takes an idempotency key). */
  idempotentSend: boolean;
  /** Who of us wrote a message is shown with it: the message comes with its author. */
  showsAuthor?: boolean;
}

/**
 * How bold, links and lists are written. `html`: a mail's; `markdown`: our own neutral form, for peers that read it; `telegram`: the
 * few HTML tags of the Bot API; `whatsapp`: *stars* and _lines_.
 */
export type Formatting = "plain" | "html" | "markdown" | "telegram" | "whatsapp";

// ------------------------------------------------------------------ optional rooms

/** A sentence in every language of the product: what a channel says to people stands in its folder. */
export type Words = Record<Locale, string>;

/** An account that the person may choose, with everything the channel will need. */
export interface ConnectCandidate {
  accountId: string;
  name: string;
  credentials: unknown;
  /** Who gave the consent, as the platform's id: so that all of it can be taken back at once (AppNotice "revoked"). */
  grantedBy?: string;
  /** Why this one cannot be chosen (a missing role at the platform), as a sentence. */
  problem?: string;
}

/** One thing to type in. Its name is the key in the credentials, dotted for nested ones. */
export interface ConnectField {
  name: string;
  label: Words;
  help?: Words;
  placeholder?: string;
  /** secret: shown as dots. generated: made up by us and shown for copying to the platform's console. */
  type: "text" | "secret" | "generated";
  isOptional?: boolean;
}

interface ConnectBase {
  /** What comes is fetched: there is no address to tell. */
  isFetched?: true;
  /** Names it within the kind: "oauth", "token", "gmail". */
  name: string;
  title: Words;
  /**
   * What the person does, in order. Shown for copying: `{webhookUrl}`, our address (after the channel is made where it has its own), and
   * whatever stands in backticks, where also {host} and {channelId} are filled in.
   */
  steps: Words[];
}

/** What a consent page and its answer need of us. */
export interface ConsentInput {
  app: AppCredentials;
  appTokens: Tokens<null>;
  apiUrl: string;
  redirectUri: string;
}

/** The person gives consent at the platform and comes back with a code. */
export interface OAuthMethod extends ConnectBase {
  how: "oauth";
  /** Whose app of ours, a name in the adapter's `platforms`; absent: the kind's own. */
  platform?: string;
  authorizeUrl(input: ConsentInput & { state: string }, transport: Transport): string | Promise<string>;
  /** `code` is the answer's `code` or `auth_code`; `query` the whole of it. Throws SendError. */
  exchange(input: ConsentInput & { code: string; query: Record<string, string> }, transport: Transport): Promise<ConnectCandidate[]>;
}

/** The person pastes secrets. */
export interface TokenMethod<C = unknown> extends ConnectBase {
  how: "token";
  platform?: string;
  fields: ConnectField[];
  /** A form of the product's own asks instead of the fields: the mailbox's finds the servers by the address. */
  form?: "mailbox";
  /** How what was typed in is read, where it need not name the account; absent: as the kind's credentials, which are always whole. */
  typed?: z.ZodType;
  /**
   * Asks the platform who these credentials are: the account, or all that they open where none is named, each with whole credentials.
   * Throws SendError "auth" when nobody. Absent: they are taken as they are.
   */
  identify?(input: { credentials: C; apiUrl: string }, transport: Transport): Promise<{ accountId: string; name: string } | ConnectCandidate[]>;
}

/** Nothing outside is needed. */
export interface BuiltInMethod extends ConnectBase {
  how: "built-in";
}

export type ConnectMethod<C = unknown> = OAuthMethod | TokenMethod<C> | BuiltInMethod;

export interface Connect<C = unknown> {
  /** The ways to connect this kind, the usual one first. */
  methods: ConnectMethod<C>[];
  /** Tells the platform where to call; repeated harmlessly by the health job. */
  subscribe?(config: ChannelConfig<C>, transport: Transport): Promise<void>;
  /**
   * What a person may add to the credentials of a channel that waits for them with this reason; `subscribe` is called again with it.
   * The fields are named as the credentials are, without dots. Pure.
   */
  asks?(reason: string): ConnectField[];
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
  /**
   * Turns an attachment's `source` into the request that gives its bytes; may ask the platform first. Of a platform whose refusals
   * look like files (a good status, JSON inside) it gives the answer itself, once it has looked at it. Throws SendError.
   */
  request?(input: { source: Record<string, string>; config: ChannelConfig<C> }, transport: Transport): Promise<TransportRequest | TransportResponse>;
  /** The bytes lie in the event itself (a part of a mail): finds them there. Null when they are not. Pure. */
  extract?(raw: Uint8Array, source: Record<string, string>): Promise<{ bytes: Uint8Array; mimeType: string | null } | null>;
  /** What a person is given as the original, where it came wrapped up in something else. Null: the event is it. Pure. */
  original?(raw: Uint8Array): Uint8Array | null;
}

export interface Profile {
  name?: string;
  avatarUrl?: string;
  locale?: string;
  timeZone?: string;
  /** Further addresses of the same person, as in Party. */
  also?: { scope: string; value: string }[];
}

export interface Profiles<C = unknown> {
  /** Null where the platform will not say. `group`: where they were seen, as Party says. */
  fetch(input: { value: string; group?: string; config: ChannelConfig<C> }, transport: Transport): Promise<Profile | null>;
}

export interface Health<C = unknown> {
  /** Asked every few minutes. */
  check(config: ChannelConfig<C>, transport: Transport): Promise<{ status: "live" | "degraded" | "action-needed"; reason: string | null }>;
}

/** New lasting credentials before the old ones die; asked every hour, stored before use, one process at a time. Null: nothing to do yet. */
export interface Refresh<C = unknown> {
  /** When these credentials end if nothing is done, so that a person is warned a week before. Null: never, or unknown. Pure. */
  expiresAt?(credentials: C): Date | null;
  refresh(input: { config: ChannelConfig<C>; now: Date }, transport: Transport): Promise<C | null>;
}

/** What an agent does beside writing, mirrored where the capabilities say so. An act that is lost is no loss: it is tried once. */
export type Act =
  /** `externalId`: the customer's last message, which some platforms want named. */
  | { type: "typing"; isTyping: boolean; externalId?: string }
  /** The customer's message of this id and all before it have been seen. */
  | { type: "read"; externalId: string }
  | { type: "react"; externalId: string; emoji: string; action: "add" | "remove" }
  /** `payload` as the message has it: what of it is not repeated with the text is lost on some platforms. */
  | { type: "edit"; externalId: string; text: string; payload?: MessageContent | null }
  | { type: "unsend"; externalId: string };

export interface Acts<C = unknown> {
  /** Which of them the platform knows. */
  known: Act["type"][];
  /** `handles`: those of the message that the act names. Throws SendError. */
  perform(
    input: { act: Act; to: RenderContext["to"]; thread: string; config: ChannelConfig<C>; handles?: Record<string, string> },
    transport: Transport,
  ): Promise<void>;
}

/** A text that the platform has approved beforehand; what it says is the definition. */
export interface Template extends TemplateDefinition {
  externalId: string;
  name: string;
  language: string;
  category: string;
  status: TemplateStatus;
  /** Of a refusal, in the platform's word. */
  reason: string | null;
}

export interface Templates<C = unknown> {
  /** All of the account's. */
  list(config: ChannelConfig<C>, transport: Transport): Promise<Template[]>;
}

export interface ChannelAdapter<C = unknown> {
  /** Folder, URL and environment prefix. */
  kind: string;
  /** What a person reads. */
  title: string;
  /** The same in languages that have another name for it. */
  titleIn?: Partial<Words>;
  /**
   * One URL for all tenants, one per channel, either (by how the channel was connected), or none (poll, gateway, our own API). At an
   * app's URL more may stand behind the kind (a platform's account id, "data-deletion"): `keyOf` in shared/webhook-key.ts reads it.
   */
  webhook: "app" | "channel" | "either" | "none";
  /** The longest body that is posted to a channel's own address; absent: 5 MB, as at every other address. */
  maxBodyBytes?: number;
  /** A mark of 24 × 24, as the markup inside an <svg> that is drawn in white strokes; ours, not the platform's logo. Its ground is any CSS colour on which white reads. */
  icon: { ground: string; glyph: string };
  /** What one does there, for who has not connected it yet. */
  about: Words;
  /** The platform's own API, without a trailing slash; the environment may point elsewhere. "" where there is none. */
  apiUrl: string;
  /** Further platforms that the kind is spoken through, by the prefix of their variables, with their API's address (a mailbox at Google). */
  platforms?: Record<string, string>;
  /** Which of them these credentials belong to; absent or null: the kind's own. */
  platformOf?(credentials: C): string | null;
  credentials: z.ZodType<C>;
  /** The outside account these credentials speak for; globally unique per kind. Null: made by us from the channel's id. */
  accountId(credentials: C): string | null;
  /** The outside account above it, which the platform speaks of in what is about no single channel; several channels may share it. */
  parentAccountId?(credentials: C): string | null;
  capabilities: Capabilities;
  /** What a person typed in as somebody's address, as the platform has it; null when it is none. Absent: it is taken as it stands. */
  addressOf?(typed: string): { scope: string; value: string } | null;
  inbound: Inbound;
  outbound: Outbound<C>;
  connect?: Connect<C>;
  refresh?: Refresh<C>;
  acts?: Acts<C>;
  templates?: Templates<C>;
  media?: Media<C>;
  profiles?: Profiles<C>;
  poll?: Poll<C>;
  gateway?: Gateway<C>;
  health?: Health<C>;
}
