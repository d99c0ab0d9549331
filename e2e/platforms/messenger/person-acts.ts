import { THUMB_STICKER } from "../shared/thumb-sticker";
import type { Platform } from "./platform";
import { type Message, newMid, now, type Page, type Person, psidOf, type Thread, threadOf } from "./world";

export type StickerShape = "image" | "both" | "sticker";

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  photo?: { name: string; type: string; base64: string };
  sticker?: StickerShape;
  location?: boolean;
  replyTo?: string;
  quickReply?: { title: string; payload: string };
  /** Pressed in the welcome screen or a button: a postback instead of a message. */
  postback?: { title: string; payload: string };
}

const STICKER_ID = 369239263222822;

interface Act {
  page: Page;
  person: Person;
  thread: Thread;
  psid: string;
}

export function actOf(platform: Platform, page: Page, person: Person): Act {
  return { page, person, thread: threadOf(platform.world, page.id, person.id), psid: psidOf(person.id, page.id) };
}

/** A person writes; resolves when the first attempt to tell the Page's app has ended. */
export async function write(platform: Platform, act: Act, written: Written): Promise<Message> {
  const at = now(platform.world);
  const message: Message = {
    mid: newMid(),
    from: "person",
    at,
    text: written.text ?? written.postback?.title ?? written.quickReply?.title ?? "",
    media: [],
    edits: 0,
  };
  const attachments = attach(platform, message, written);
  act.thread.messages.push(message);
  act.thread.lastActAt = at;
  platform.changed();
  const event = written.postback
    ? { postback: { mid: message.mid, ...written.postback } }
    : {
        message: {
          mid: message.mid,
          ...(message.text ? { text: message.text } : {}),
          ...(attachments.length > 0 ? { attachments } : {}),
          ...(written.quickReply ? { quick_reply: { payload: written.quickReply.payload } } : {}),
          ...(written.replyTo ? { reply_to: { mid: written.replyTo } } : {}),
          ...(written.sticker === "both" ? { sticker_id: STICKER_ID } : {}),
        },
      };
  message.isTaken = await tell(platform, act, { kind: written.postback ? "postback" : "message", timestamp: at, ...event });
  platform.changed();
  return message;
}

/** Another app holding the thread: the same events come as standby. */
function tell(platform: Platform, { page, psid, thread }: Act, { kind, ...event }: { kind: string; [field: string]: unknown }): Promise<boolean> {
  return platform.webhooks.emit(page, thread.owner === "other" ? "standby" : kind, { sender: { id: psid }, recipient: { id: page.id }, ...event });
}

function attach(platform: Platform, message: Message, written: Written): object[] {
  if (written.location) return [{ type: "location", title: "Pinned location", payload: { coordinates: { lat: 59.3293, long: 18.0686 } } }];
  const put = (bytes: Buffer, type: string, name: string) =>
    platform.media.put({ bytes, type, name }, { now: message.at, isExpired: platform.control.take("expire-media") });
  if (written.photo) {
    const type = /^(image|audio|video)\//.exec(written.photo.type)?.[1] ?? "file";
    const url = put(Buffer.from(written.photo.base64, "base64"), written.photo.type, written.photo.name);
    message.media = [{ url, type, name: written.photo.name }];
    return [{ type, payload: { url } }];
  }
  if (!written.sticker) return [];
  const url = put(THUMB_STICKER, "image/webp", "sticker.webp");
  message.media = [{ url, type: "image", name: "sticker.webp" }];
  const payload = { url, sticker_id: STICKER_ID };
  const shapes = { image: ["image"], both: ["image", "sticker"], sticker: ["sticker"] }[written.sticker] ?? ["sticker"];
  return shapes.map((type) => ({ type, payload }));
}

/** The person looks at the conversation: everything of the Page up to now is read. */
export async function see(platform: Platform, act: Act): Promise<void> {
  const hasNew = act.thread.messages.some((message) => message.from === "page" && message.at > act.thread.readAt);
  if (!hasNew) return;
  const watermark = now(platform.world);
  act.thread.readAt = watermark;
  platform.changed();
  await tell(platform, act, { kind: "read", timestamp: watermark, read: { watermark } });
}

export async function edit(platform: Platform, act: Act, { mid, text }: { mid: string; text: string }): Promise<boolean> {
  const message = act.thread.messages.find((m) => m.mid === mid && m.from === "person");
  if (!message || message.edits >= 5) return false;
  message.text = text;
  message.edits += 1;
  platform.changed();
  await tell(platform, act, { kind: "message_edit", timestamp: now(platform.world), message_edit: { mid, text, num_edit: message.edits } });
  return true;
}

export async function react(platform: Platform, act: Act, { mid, emoji }: { mid: string; emoji: string | null }): Promise<boolean> {
  const message = act.thread.messages.find((m) => m.mid === mid);
  if (!message) return false;
  message.reaction = emoji;
  act.thread.lastActAt = now(platform.world);
  platform.changed();
  const reaction = emoji ? { mid, action: "react", reaction: "love", emoji } : { mid, action: "unreact" };
  await tell(platform, act, { kind: "reaction", timestamp: now(platform.world), reaction });
  return true;
}

/** A tap on what was offered under a message: quick replies come back as messages, a template's buttons as postbacks, links open and say nothing. */
export async function press(platform: Platform, act: Act, { id, ...button }: { id: string; title: string; payload: string }): Promise<Message | { ok: true }> {
  const pressed = act.thread.messages.find(({ mid }) => mid === id);
  if (pressed?.isTemplate && /^https?:/.test(button.payload)) return { ok: true };
  return write(platform, act, pressed?.isTemplate ? { postback: button } : { quickReply: button });
}

/** Opens the thread again through a link (m.me/…?ref=…) or a code on a table: no message, but an act. */
export async function comeBack(platform: Platform, act: Act, ref: string): Promise<void> {
  const at = now(platform.world);
  act.thread.lastActAt = at;
  const referral = { ref, source: "SHORTLINK", type: "OPEN_THREAD", referer_uri: `https://m.me/page?ref=${encodeURIComponent(ref)}` };
  await tell(platform, act, { kind: "referral", timestamp: at, referral });
}

export async function optIn(platform: Platform, act: Act, title: string): Promise<void> {
  const optin = { type: "notification_messages", payload: "offers", notification_messages_token: "6873190233471122", title };
  await tell(platform, act, { kind: "optin", timestamp: now(platform.world), optin });
}

/** Another app, or the Page inbox, takes or gives back the conversation. */
export async function handOver(platform: Platform, act: Act, owner: "app" | "other"): Promise<void> {
  act.thread.owner = owner;
  platform.changed();
  const ids = { sender: { id: act.psid }, recipient: { id: act.page.id }, timestamp: now(platform.world) };
  const { appId } = platform.options;
  const other = "263902037430900";
  if (owner === "other")
    await platform.webhooks.emit(act.page, "take_thread_control", { ...ids, take_thread_control: { previous_owner_app_id: appId, new_owner_app_id: other } });
  else
    await platform.webhooks.emit(act.page, "pass_thread_control", { ...ids, pass_thread_control: { previous_owner_app_id: other, new_owner_app_id: appId } });
}

/** Somebody answers in the Page's own inbox: an echo without our app's id. */
export async function answerInPageInbox(platform: Platform, act: Act, text: string): Promise<void> {
  const message: Message = { mid: newMid(), from: "page", at: now(platform.world), text, media: [], edits: 0 };
  act.thread.messages.push(message);
  platform.changed();
  const event = { is_echo: true, app_id: 263902037430900, mid: message.mid, text };
  await platform.webhooks.emit(act.page, "echo", { sender: { id: act.page.id }, recipient: { id: act.psid }, timestamp: message.at, message: event });
}
