import type { InboundEvent, InboundItem } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import { groupParty, isPhone, type PersonIds, partyOf, personOf, threadOf } from "./parties";
import { messageSchema, type WireMessage } from "./payload";
import { readContent } from "./read-content";

/** Where a message was found. */
export interface Place {
  account: string | null;
  contacts: unknown[];
  /** The entry's own instant, as it stands there. */
  time?: string;
  /** Unique for this place in this body, for what names nothing. */
  fallbackKey: string;
}

/** One element of `messages` as exactly one item. Never throws. */
export function readMessage(value: unknown, place: Place): InboundItem {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return item(place, { dedupKey: place.fallbackKey, event: ignored("a message that is no object") });
  const message = parsed.data;
  const providerAt = toInstant(message.timestamp);
  const person = personOf([message.from_user_id, message.from], place.contacts);
  if (!person) return item(place, { dedupKey: keyOf(message, place), providerAt, event: ignored("a message that names nobody") });
  const thread = message.group_id ? groupParty(message.group_id).value : threadOf(person);
  return item(place, { thread, dedupKey: keyOf(message, place), providerAt, event: readEvent(message, person) });
}

/** One element of `message_echoes`: a colleague answered in the phone app. */
export function readEcho(value: unknown, place: Place): InboundItem {
  const message = messageSchema.safeParse(value).data;
  const person = message && personOf([message.to], place.contacts);
  if (!message?.id || !person) return item(place, { dedupKey: place.fallbackKey, event: ignored("an echo that names nobody") });
  const about = { thread: threadOf(person), dedupKey: keyOf(message, place), providerAt: toInstant(message.timestamp) };
  if (message.revoke) return item(place, { ...about, event: { type: "delete", externalId: message.revoke.original_message_id } });
  if (message.edit) return item(place, { ...about, event: readEdit(message.edit) });
  const { text, markdown, attachments } = readContent(message);
  return item(place, {
    ...about,
    event: { type: "echo", externalId: message.id, to: partyOf(person), clientRef: null, text, ...(markdown && { markdown }), attachments },
  });
}

type Found = Pick<InboundItem, "dedupKey" | "event"> & Partial<InboundItem>;

/** Something found in a change, as an item of the number or account that the change names. */
export function item({ account }: Pick<Place, "account">, found: Found): InboundItem {
  return { account, thread: null, providerAt: null, ...found };
}

/** Read, and of no consequence here. */
export function ignored(reason: string): InboundEvent {
  return { type: "ignored", reason };
}

/** The id alone; what has none is the same thing when it says the same at the same instant. */
function keyOf(message: WireMessage, { fallbackKey }: Place): string {
  if (message.id) return `message:${message.id}`;
  const who = message.from_user_id ?? message.from;
  return who ? `message:${who}:${contentKey(JSON.stringify(message))}` : fallbackKey;
}

function readEvent(message: WireMessage, person: PersonIds): InboundEvent {
  const from = partyOf(person);
  if (message.type === "reaction" && message.reaction) return readReaction(message.reaction, from);
  if (message.type === "system") return readSystem(message, person);
  if (message.type === "edit" && message.edit) return readEdit(message.edit);
  if (message.type === "revoke" && message.revoke) return { type: "delete", externalId: message.revoke.original_message_id };
  const { context, referral, group_id: groupId } = message;
  const product = context?.referred_product;
  return {
    type: "message",
    externalId: message.id ?? null,
    from,
    ...(groupId ? { conversationParty: groupParty(groupId) } : {}),
    ...readContent(message),
    ...(context?.id ? { replyToExternalId: context.id } : {}),
    ...(referral ? { referral } : product ? { referral: { catalog_id: product.catalog_id, product_id: product.product_retailer_id } } : {}),
  };
}

/** Taken back when no emoji is named. */
function readReaction({ message_id: externalId, emoji = "" }: NonNullable<WireMessage["reaction"]>, from: ReturnType<typeof partyOf>): InboundEvent {
  return { type: "reaction", externalId, from, emoji, action: emoji === "" ? "remove" : "add" };
}

/** The person has another number now, and with it another user id. */
function readSystem({ system }: WireMessage, person: PersonIds): InboundEvent {
  const ids = [system?.wa_id, system?.user_id].filter((id) => id !== undefined);
  if (!system?.type?.includes("changed_number") || ids.length === 0) return ignored(system?.body ?? "a notice of WhatsApp");
  const to = partyOf({ phone: ids.find(isPhone), userId: ids.find((id) => !isPhone(id)), name: person.name });
  return { type: "moved", from: partyOf(person), to };
}

function readEdit({ original_message_id: externalId, message }: NonNullable<WireMessage["edit"]>): InboundEvent {
  const edited = messageSchema.safeParse(message).data;
  const { text, markdown } = edited ? readContent(edited) : {};
  return text === undefined ? ignored("an edit without a text") : { type: "edit", externalId, text, ...(markdown && { markdown }) };
}
