import { THUMB_STICKER } from "../shared/thumb-sticker";
import type { Platform } from "./platform";
import { emitStatus } from "./statuses";
import { accountOf, changeOf, metadataOf, senderOf } from "./values";
import { type Message, type Num, newWamid, now, type Person, type Thread, threadOf } from "./world";

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  photo?: { name: string; type: string; base64: string; isVoice?: boolean; isLost?: boolean };
  sticker?: string;
  location?: boolean;
  contact?: boolean;
  order?: boolean;
  poll?: boolean;
  form?: Record<string, string>;
  isFromAd?: boolean;
  isProductEnquiry?: boolean;
  isForwarded?: boolean;
  /** Into a group that the business is in. */
  group?: string;
  replyTo?: string;
  /** A relay that lost who wrote. */
  isNameless?: boolean;
}

const EDIT_FOR_MS = 15 * 60_000;
const REVOKE_FOR_MS = 2 * 24 * 3_600_000;

export interface Act {
  number: Num;
  person: Person;
  thread: Thread;
}

export function actOf({ world }: Platform, number: Num, person: Person): Act {
  return { number, person, thread: threadOf(world, number.id, person.id) };
}

/** A person writes; resolves when the first attempt to tell the business's app has ended. */
export async function write(platform: Platform, act: Act, written: Written): Promise<Message> {
  const message = { ...newMessage(platform, written.text ?? ""), shown: shownOf(written) };
  const content = contentOf(platform, message, written);
  act.thread.messages.push(message);
  act.thread.lastActAt = message.at;
  platform.changed();
  message.isTaken = await tell(platform, act, {
    id: message.wamid,
    ...contextOf(act, written),
    ...content,
    group: written.group,
    isNameless: written.isNameless,
  });
  platform.changed();
  return message;
}

/** Presses a button of a message: one of ours, of a list, or of a template. */
export async function press(platform: Platform, act: Act, { id, title, payload }: { id: string; title: string; payload: string }): Promise<Message> {
  const pressed = act.thread.messages.find(({ wamid }) => wamid === id);
  const isList = pressed?.buttons?.some((button) => button.payload === payload && button.isList);
  const kind = isList ? "list_reply" : "button_reply";
  const interactive = { type: "interactive", interactive: { type: kind, [kind]: { id: payload, title } } };
  const content = pressed?.isTemplate ? { type: "button", button: { payload, text: title } } : interactive;
  const message = newMessage(platform, title);
  act.thread.messages.push(message);
  act.thread.lastActAt = message.at;
  message.isTaken = await tell(platform, act, { id: message.wamid, ...contextOf(act, { replyTo: id }), ...content });
  platform.changed();
  return message;
}

function newMessage(platform: Platform, text: string): Message {
  return { wamid: newWamid(), from: "person", at: now(platform.world), text, media: null };
}

function shownOf({ location, contact, order, poll, form }: Written): string | undefined {
  if (location) return "Stortorget 1, Stockholm";
  if (contact) return "Tom Reed, +1 650-555-9999";
  if (order) return "Order: 1 × tent-2";
  return (poll && "Poll") || (form && "Form filled in") || undefined;
}

function contextOf({ number }: Act, { replyTo, isForwarded, isProductEnquiry }: Written): object {
  if (isForwarded) return { context: { frequently_forwarded: true } };
  const product = isProductEnquiry ? { referred_product: { catalog_id: "194836987003835", product_retailer_id: "tent-2" } } : {};
  return replyTo || isProductEnquiry ? { context: { from: number.digits, id: replyTo ?? newWamid(), ...product } } : {};
}

function contentOf(platform: Platform, message: Message, written: Written): object {
  if (written.photo) return fileOf(platform, message, written.photo);
  if (written.sticker) {
    const id = platform.media.put({ bytes: THUMB_STICKER, type: "image/webp", name: "sticker.webp" });
    message.media = { url: platform.media.phoneUrl(id), type: "sticker", name: "sticker" };
    return { type: "sticker", sticker: { mime_type: "image/webp", sha256: "", id, animated: false } };
  }
  if (written.location)
    return { type: "location", location: { latitude: 59.3293, longitude: 18.0686, name: "Stortorget", address: "Stortorget 1, Stockholm" } };
  if (written.contact)
    return { type: "contacts", contacts: [{ name: { formatted_name: "Tom Reed" }, phones: [{ phone: "+1 650-555-9999", wa_id: "16505559999" }] }] };
  if (written.order) {
    const product_items = [{ product_retailer_id: "tent-2", quantity: 1, item_price: 199, currency: "EUR" }];
    return { type: "order", order: { catalog_id: "194836987003835", text: message.text, product_items } };
  }
  if (written.poll) return { type: "unsupported", unsupported: { type: "poll" }, errors: [{ code: 131051, title: "Message type unknown" }] };
  if (written.form)
    return {
      type: "interactive",
      interactive: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json: JSON.stringify({ flow_token: "ft-1", ...written.form }) } },
    };
  const ad = { source_url: "https://fb.me/3cr4Wqqkv", source_id: "120226305854810726", source_type: "ad", headline: "Spring tents", media_type: "image" };
  return { type: "text", text: { body: message.text }, ...(written.isFromAd ? { referral: ad } : {}) };
}

function fileOf(platform: Platform, message: Message, photo: NonNullable<Written["photo"]>): object {
  const family = photo.type.split("/")[0];
  const type = family === "image" || family === "video" || family === "audio" ? family : "document";
  const caption = message.text ? { caption: message.text } : {};
  if (photo.isLost)
    return { type, [type]: caption, errors: [{ code: 131052, title: "Media download error", error_data: { details: "Failed to download the media." } }] };
  const id = platform.media.put({ bytes: Buffer.from(photo.base64, "base64"), type: photo.type, name: photo.name });
  message.media = { url: platform.media.phoneUrl(id), type: type === "document" ? "file" : type, name: photo.name };
  const facts = { mime_type: photo.type, sha256: "", id, ...caption };
  return {
    type,
    [type]: { ...facts, ...(type === "document" ? { filename: photo.name } : {}), ...(type === "audio" ? { voice: photo.isVoice === true } : {}) },
  };
}

/** An event of a person, as the number's account hears it. */
async function tell(platform: Platform, { number, person }: Act, told: Record<string, unknown>): Promise<boolean> {
  const { group, isNameless, ...event } = told;
  const account = accountOf(platform.world, number);
  const sender = isNameless ? {} : senderOf(person, account);
  const at = { timestamp: String(Math.floor(now(platform.world) / 1000)) };
  const message = { ...sender, ...(group ? { group_id: group } : {}), ...at, ...event };
  return platform.webhooks.emit(account, "messages", changeOf(number, { account, people: isNameless ? [] : [person] }, { messages: [message] }));
}

/** The person looks at the conversation: everything of the business is read, a voice note played. */
export async function see(platform: Platform, act: Act): Promise<void> {
  const unread = act.thread.messages.filter((message) => message.from === "business" && !message.isRead);
  for (const message of unread) message.isRead = true;
  if (unread.length > 0) platform.changed();
  for (const message of unread) {
    const sent = { number: act.number, person: act.person, recipient: act.person.phone, message };
    await emitStatus(platform, sent, { status: "read" });
    if (message.isVoice) await emitStatus(platform, sent, { status: "played" });
  }
}

export async function react(platform: Platform, act: Act, { id, emoji }: { id: string; emoji: string | null }): Promise<boolean> {
  const message = act.thread.messages.find(({ wamid }) => wamid === id);
  if (!message) return false;
  message.reaction = emoji;
  act.thread.lastActAt = now(platform.world);
  platform.changed();
  // Taken back: the emoji is left out.
  return tell(platform, act, { id: newWamid(), type: "reaction", reaction: { message_id: id, ...(emoji ? { emoji } : {}) } });
}

/** Only numbers in the phone app hear of edits and of what was taken back, and only for a while. */
export async function edit(platform: Platform, act: Act, { id, text }: { id: string; text: string }): Promise<boolean> {
  const message = own(act, id);
  if (!message || now(platform.world) - message.at > EDIT_FOR_MS) return false;
  Object.assign(message, { text, isEdited: true });
  platform.changed();
  if (!act.number.isOnApp) return true;
  const event = { id: newWamid(), type: "edit", edit: { original_message_id: id, message: { context: { id: "M0" }, type: "text", text: { body: text } } } };
  return tell(platform, act, event);
}

export async function revoke(platform: Platform, act: Act, id: string): Promise<boolean> {
  const message = own(act, id);
  if (!message || now(platform.world) - message.at > REVOKE_FOR_MS) return false;
  Object.assign(message, { text: "", media: null, isRevoked: true });
  platform.changed();
  return act.number.isOnApp ? tell(platform, act, { id: newWamid(), type: "revoke", revoke: { original_message_id: id } }) : true;
}

const own = ({ thread }: Act, id: string) => thread.messages.find(({ wamid, from }) => wamid === id && from === "person");

/** A new number, and with it a new user id: told without contacts, by the old number. */
export async function changeNumber(platform: Platform, act: Act, phone: string): Promise<boolean> {
  const { person, number } = act;
  const old = person.phone;
  Object.assign(person, { phone, numberVersion: person.numberVersion + 1 });
  platform.changed();
  const account = accountOf(platform.world, number);
  const system = { body: `User ${person.name} changed from ${old} to ${phone}`, wa_id: phone, type: "user_changed_number" };
  const message = { from: old, id: newWamid(), timestamp: String(Math.floor(now(platform.world) / 1000)), type: "system", system };
  return platform.webhooks.emit(account, "messages", changeOf(number, { account, people: [] }, { messages: [message] }));
}

/** A colleague answers in the phone app. */
export async function answerInApp(platform: Platform, { number, person, thread }: Act, text: string): Promise<Message> {
  const message: Message = { ...newMessage(platform, text), from: "business" };
  thread.messages.push(message);
  platform.changed();
  const account = accountOf(platform.world, number);
  const echo = {
    from: number.digits,
    to: person.phone,
    id: message.wamid,
    timestamp: String(Math.floor(message.at / 1000)),
    type: "text",
    text: { body: text },
  };
  const value = { messaging_product: "whatsapp", metadata: metadataOf(number), message_echoes: [echo] };
  await platform.webhooks.emit(account, "smb_message_echoes", value);
  return message;
}

/** "Stop promotions" in the phone, or wanting them again. */
export async function preferMarketing(platform: Platform, { number, person }: Act, isWanted: boolean): Promise<boolean> {
  const account = accountOf(platform.world, number);
  person.optedOut = person.optedOut.filter((id) => id !== account.id).concat(isWanted ? [] : [account.id]);
  platform.changed();
  const preference = {
    wa_id: person.phone,
    detail: isWanted ? "User requested to resume marketing messages" : "User requested to stop marketing messages",
    category: "marketing_messages",
    value: isWanted ? "resume" : "stop",
    timestamp: Math.floor(now(platform.world) / 1000),
  };
  return platform.webhooks.emit(account, "user_preferences", changeOf(number, { account, people: [person] }, { user_preferences: [preference] }));
}
