import { PICTURE } from "./picture";
import { emit, type Platform } from "./platform";
import { emitEcho } from "./send-api";
import { type Account, igsidOf, type Message, newMid, now, type Person, type Thread, threadOf } from "./world";

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  photo?: { name: string; type: string; base64: string };
  /** The heart beside the field; the phone page calls it a sticker. */
  sticker?: string;
  /** About a story of the account, or in one of theirs. */
  story?: "reply" | "mention";
  /** A post or reel passed on. */
  share?: "post" | "reel";
  /** A view-once picture; something that programs may not see at all. */
  ephemeral?: boolean;
  isUnsupported?: boolean;
  adReferral?: boolean;
  replyTo?: string;
  quickReply?: { title: string; payload: string };
  postback?: { title: string; payload: string };
}

export interface Act {
  account: Account;
  person: Person;
  thread: Thread;
  igsid: string;
}

export function actOf({ world }: Platform, account: Account, person: Person): Act {
  return { account, person, thread: threadOf(world, account.userId, person.id), igsid: igsidOf(person.id, account.userId) };
}

/** A person writes; resolves when the first attempt to tell the account's app has ended. */
export async function write(platform: Platform, act: Act, written: Written): Promise<Message> {
  const at = now(platform.world);
  const text = written.text ?? written.postback?.title ?? written.quickReply?.title ?? "";
  const message: Message = { mid: newMid(), from: "person", at, text, media: [], edits: 0 };
  const attachments = attach(platform, message, written);
  act.thread.messages.push(message);
  act.thread.lastActAt = at;
  platform.changed();
  const { postback } = written;
  const event = postback ? { postback: { mid: message.mid, ...postback } } : { message: { ...contentOf(platform, message, written), ...attachments } };
  message.isTaken = await tell(platform, act, { kind: postback ? "postback" : "message", timestamp: at, ...event });
  platform.changed();
  return message;
}

function contentOf(platform: Platform, message: Message, { story, quickReply, replyTo, isUnsupported, adReferral }: Written): object {
  const reply =
    story === "reply" ? { reply_to: { story: { id: "17990000000000001", url: storyUrl(platform, message) } } } : replyTo ? { reply_to: { mid: replyTo } } : {};
  const ad = {
    ref: "autumn",
    ad_id: "6045246247499",
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: { ad_title: "Autumn", photo_url: "", video_url: "" },
  };
  return {
    mid: message.mid,
    ...(message.text ? { text: message.text } : {}),
    ...(quickReply ? { quick_reply: { payload: quickReply.payload } } : {}),
    ...(isUnsupported ? { is_unsupported: true } : {}),
    ...(adReferral ? { referral: ad } : {}),
    ...reply,
  };
}

/** Another app holding the thread: the same events come as standby. */
function tell(platform: Platform, { account, igsid, thread }: Act, { kind, ...event }: { kind: string; [field: string]: unknown }): Promise<boolean> {
  const ids = { sender: { id: igsid }, recipient: { id: account.userId } };
  return emit(platform, account, { kind: thread.owner === "other" ? "standby" : kind, ...ids, ...event });
}

function put(platform: Platform, message: Message, file: { bytes: Buffer; type: string; name: string }): string {
  return platform.media.put(file, { now: message.at, isExpired: platform.control.take("expire-media") });
}

/** A story's picture: gone after a day, like the story. */
function storyUrl(platform: Platform, message: Message): string {
  const url = put(platform, message, { bytes: PICTURE, type: "image/png", name: "story.png" });
  message.media = [{ url, type: "image", name: "story.png" }];
  return url;
}

function attach(platform: Platform, message: Message, written: Written): { attachments?: object[] } {
  // No payload at all.
  if (written.sticker) return { attachments: [{ type: "like_heart" }] };
  if (written.ephemeral) return { attachments: [{ type: "ephemeral" }] };
  if (written.story === "mention") return { attachments: [{ type: "story_mention", payload: { url: storyUrl(platform, message) } }] };
  if (written.share) return { attachments: [shared(platform, message, written.share)] };
  if (!written.photo) return {};
  const { name, type: mimeType, base64 } = written.photo;
  const type = /^(image|audio|video)\//.exec(mimeType)?.[1] ?? "file";
  const url = put(platform, message, { bytes: Buffer.from(base64, "base64"), type: mimeType, name });
  message.media = [{ url, type, name }];
  return { attachments: [{ type, payload: { url } }] };
}

function shared(platform: Platform, message: Message, what: "post" | "reel"): object {
  const url = put(platform, message, { bytes: PICTURE, type: "image/png", name: `${what}.png` });
  message.media = [{ url, type: "image", name: `${what}.png` }];
  const id = what === "post" ? { ig_post_media_id: "18012345678901234" } : { reel_video_id: "3210987654321" };
  return { type: `ig_${what}`, payload: { ...id, title: what === "post" ? "New lamps #home" : "How to clean it", url } };
}

/** The person looks at the conversation: the last message of the account is named, and with it all before it. */
export async function see(platform: Platform, act: Act): Promise<void> {
  const last = act.thread.messages.findLast(({ from }) => from === "account");
  if (!last || act.thread.seenMid === last.mid) return;
  act.thread.seenMid = last.mid;
  platform.changed();
  await tell(platform, act, { kind: "read", timestamp: now(platform.world), read: { mid: last.mid } });
}

/** Changes a message within its first quarter of an hour. The count comes as text, or as a number when asked for. */
export async function edit(platform: Platform, act: Act, { mid, text }: { mid: string; text: string }): Promise<boolean> {
  const message = act.thread.messages.find((m) => m.mid === mid && m.from === "person" && !m.isUnsent);
  if (!message || message.edits >= 5) return false;
  Object.assign(message, { text, edits: message.edits + 1 });
  platform.changed();
  const num_edit = platform.control.take("numbers") ? message.edits : String(message.edits);
  await tell(platform, act, { kind: "message_edit", timestamp: now(platform.world), message_edit: { mid, text, num_edit } });
  return true;
}

/** Takes a message back: nothing of it may be kept. */
export async function unsend(platform: Platform, act: Act, mid: string): Promise<boolean> {
  const message = act.thread.messages.find((m) => m.mid === mid && m.from === "person");
  if (!message) return false;
  Object.assign(message, { text: "", media: [], isUnsent: true });
  platform.changed();
  await tell(platform, act, { kind: "message", timestamp: now(platform.world), message: { mid, is_deleted: true } });
  return true;
}

/** A reaction that is taken back names neither the feeling nor the emoji. */
export async function react(platform: Platform, act: Act, { mid, emoji }: { mid: string; emoji: string | null }): Promise<boolean> {
  const message = act.thread.messages.find((m) => m.mid === mid);
  if (!message) return false;
  message.reaction = emoji;
  act.thread.lastActAt = now(platform.world);
  platform.changed();
  const reaction = emoji ? { mid, action: "react", ...(emoji.startsWith("❤") ? { reaction: "love" } : {}), emoji } : { mid, action: "unreact" };
  await tell(platform, act, { kind: "reaction", timestamp: now(platform.world), reaction });
  return true;
}

/** A tap on what was offered under a message: quick replies come back as messages, a template's buttons as postbacks, links open and say nothing. */
export async function press(platform: Platform, act: Act, { id, ...button }: { id: string; title: string; payload: string }): Promise<Message | { ok: true }> {
  const isTemplate = act.thread.messages.find(({ mid }) => mid === id)?.isTemplate;
  if (isTemplate && /^https?:/.test(button.payload)) return { ok: true };
  return write(platform, act, isTemplate ? { postback: button } : { quickReply: button });
}

/** Opens the thread through an ig.me link: no message, but an act. */
export async function comeBack(platform: Platform, act: Act, ref: string): Promise<void> {
  const at = now(platform.world);
  act.thread.lastActAt = at;
  await tell(platform, act, { kind: "referral", timestamp: at, referral: { ref, source: "IGME-SOURCE-LINK", type: "OPEN_THREAD" } });
}

/** Another app, or the Page's inbox, takes or gives back the conversation. */
export async function handOver(platform: Platform, act: Act, owner: "app" | "other"): Promise<void> {
  act.thread.owner = owner;
  platform.changed();
  const ids = { sender: { id: act.igsid }, recipient: { id: act.account.userId }, timestamp: now(platform.world) };
  const { appId } = platform.options;
  const [key, from, to] = owner === "other" ? ["take_thread_control", appId, "263902037430900"] : ["pass_thread_control", "263902037430900", appId];
  await emit(platform, act.account, { kind: String(key), ...ids, [String(key)]: { previous_owner_app_id: from, new_owner_app_id: to } });
}

/** Somebody answers in the Instagram app. */
export async function answerInApp(platform: Platform, act: Act, text: string): Promise<void> {
  const sent: Message = { mid: newMid(), from: "account", at: now(platform.world), text, media: [], edits: 0 };
  act.thread.messages.push(sent);
  platform.changed();
  await emitEcho(platform, act.account, { igsid: act.igsid, sent });
}

/** A note to oneself, in the account's own thread. */
export async function noteToSelf(platform: Platform, { account }: Act, text: string): Promise<void> {
  const ids = { sender: { id: account.userId }, recipient: { id: account.userId }, timestamp: now(platform.world) };
  await emit(platform, account, { kind: "message", ...ids, message: { mid: newMid(), text, is_echo: true, is_self: true } });
}
