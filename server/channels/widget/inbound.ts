import type * as z from "zod";
import type { InboundAttachment, InboundEvent, InboundItem, Outcome, Party, PlainInbound, RawRequest, Secrets } from "../contract";
import { entrySchema, envelopeSchema, type WidgetMessage, type WidgetReceipt } from "./payload";

type Envelope = z.output<typeof envelopeSchema>;
type Visitor = Envelope["visitor"];

function normalise(request: RawRequest, secrets: Secrets): InboundItem[] {
  const { visitor, entries } = envelopeSchema.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.rawBody)));
  // Identities are valid in one channel: two widgets of a tenant may have different sites with a "user 42" each.
  const from = party(visitor, secrets.channel?.accountId ?? "");
  return entries.map((entry, position) => readEntry(entry, position, { thread: visitor.thread, from }));
}

interface Context {
  thread: string;
  from: Party;
}

function readEntry(given: unknown, position: number, { thread, from }: Context): InboundItem {
  const parsed = entrySchema.safeParse(given);
  const lane = { account: null, thread };
  if (!parsed.success) return { ...lane, dedupKey: unreadKey(given, position, thread), providerAt: null, event: unread(given, from) };
  const entry = parsed.data;
  if (entry.type === "message") return { ...lane, dedupKey: `message:${thread}:${entry.clientId}`, providerAt: entry.at, event: message(entry, from) };
  if (entry.type === "typing")
    return { ...lane, dedupKey: `typing:${thread}:${entry.at}`, providerAt: entry.at, event: { type: "typing", from, isTyping: entry.isTyping } };
  return { ...lane, dedupKey: `${entry.type}:${entry.messageId}`, providerAt: entry.at, event: receipt(entry) };
}

function party(visitor: Visitor, scope: string): Party {
  const { value, isVerified, name, email, phone, locale } = visitor;
  return { scope, value, verified: isVerified, ...defined({ name, email, phone, locale }) };
}

function message(entry: WidgetMessage, from: Party): InboundEvent {
  return {
    type: "message",
    externalId: entry.clientId,
    from,
    ...defined({ text: entry.text || undefined, postback: entry.postback, referral: entry.page && { page: entry.page } }),
    attachments: entry.attachments.map(attachment),
  };
}

/** The bytes are ours already: `source` names the upload instead of a place in the network. */
function attachment(given: WidgetMessage["attachments"][number]): InboundAttachment {
  const { uploadId, ...facts } = given;
  return { ...facts, source: { uploadId } };
}

function receipt(entry: WidgetReceipt): InboundEvent {
  return { type: "status", status: entry.type, externalIds: [entry.messageId], watermark: null, to: null };
}

/** What a newer widget says and this adapter cannot read: kept, and read when it has learnt to. */
function unread(given: unknown, from: Party): InboundEvent {
  const type = field(given, "type");
  if (type !== "message") return { type: "ignored", reason: `unknown entry ${type.slice(0, 40)}` };
  return { type: "message", externalId: field(given, "clientId") || null, from, attachments: [], isUnsupported: true };
}

function unreadKey(given: unknown, position: number, thread: string): string {
  const id = field(given, "clientId") || field(given, "messageId") || `${field(given, "type").slice(0, 40)}:${field(given, "at")}:${position}`;
  return field(given, "type") === "message" ? `message:${thread}:${id}` : `unread:${thread}:${id}`;
}

function field(given: unknown, name: string): string {
  const value = typeof given === "object" && given !== null ? (given as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : "";
}

function defined<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const STATUS: Record<Outcome["kind"], number> = { stored: 200, challenge: 200, refused: 401, unparseable: 400 };

/** Our own server calls intake directly; a request from the network to a widget "webhook" is nobody's. */
export const inbound: PlainInbound = {
  verify: () => ({ kind: "refused", reason: "the widget has no webhook" }),
  normalise,
  answer: (_request, outcome) => ({ status: STATUS[outcome.kind], body: outcome.kind === "challenge" ? outcome.body : "" }),
};
