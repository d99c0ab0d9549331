import type { InboundItem } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { parseJson } from "@/server/channels/shared/parse-json";
import { toInstant } from "@/server/channels/shared/to-instant";
import { pageSchema } from "./payload";
import { objectOf, readContent, textOf } from "./read-content";
import { type Head, readEvent } from "./read-event";
import { MESSAGE_WINDOW } from "./windows";

/** Whoever wrote: a colleague in WeCom's own program. 3 is the customer, 4 WeCom itself. */
const COLLEAGUE = "5";

/** Every message of a page, in its order. Throws when the page is none. `scope`: whose namespace the customers' ids are of. */
export function readPage(rawBody: Uint8Array, scope: string): InboundItem[] {
  return pageSchema.parse(parseJson(rawBody)).msg_list.flatMap((entry) => readEntry(objectOf(entry), scope));
}

function readEntry(entry: Record<string, unknown>, scope: string): InboundItem[] {
  const type = textOf(entry.msgtype) ?? "";
  // Of an event these stand inside it.
  const event = objectOf(entry.event);
  const customer = textOf(entry.external_userid) ?? textOf(event.external_userid);
  const head: Head = {
    account: textOf(entry.open_kfid) ?? textOf(event.open_kfid) ?? null,
    customer: customer === undefined ? null : { scope, value: customer, verified: true },
    providerAt: toInstant(entry.send_time),
    key: textOf(entry.msgid) ?? contentKey(JSON.stringify([type, entry[type], entry.send_time, customer])),
  };
  if (type === "event") return readEvent(event, head);
  return [readMessage(entry, type, head)];
}

function readMessage(entry: Record<string, unknown>, type: string, { account, customer, providerAt, key }: Head): InboundItem {
  const base = { account, dedupKey: `message:${key}`, providerAt };
  if (!customer) return { ...base, thread: null, event: { type: "ignored", reason: `a message of nobody: ${type.slice(0, 60) || "without a type"}` } };
  const content = readContent(type, entry);
  const thread = customer.value;
  if (textOf(entry.origin) === COLLEAGUE) {
    const { text, markdown, attachments } = content;
    return { ...base, thread, event: { type: "echo", externalId: key, to: customer, clientRef: null, attachments, ...known({ text, markdown }) } };
  }
  return { ...base, thread, window: MESSAGE_WINDOW, event: { type: "message", externalId: textOf(entry.msgid) ?? null, from: customer, ...content } };
}

function known<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
