import { newCode } from "./codes";
import { tell, tellOfEvent } from "./entries";
import type { Platform } from "./platform";
import { type Message, newMsgId, now, type Session } from "./world";

/** What a person writes: any of these. */
export interface Written {
  text?: string;
  /** A picture, a recording, a film or any file, by its type. */
  photo?: { name: string; type: string; base64: string };
  location?: boolean;
  link?: { title: string; desc: string; url: string };
  /** A chat passed on. */
  merged?: { title: string; said: { name: string; text: string }[] };
  /** Any other type, with its body. */
  other?: { msgtype: string; body: object };
  /** Taps on one of the account's buttons. */
  tapped?: { id: string; title: string };
}

const ANSWERS = 5;
const WINDOW_MS = 48 * 3600_000;

/** A person writes; resolves when whoever answers for the account has taken the call, or all attempts have failed. */
export async function write(platform: Platform, session: Session, written: Written): Promise<Message> {
  const at = now(platform.world);
  const message: Message = { id: newMsgId(platform.world), from: "person", at, text: written.tapped?.title ?? written.text ?? "", media: null };
  const fields = contentOf(platform, message, written);
  session.messages.push(message);
  Object.assign(session, { lastWroteAt: at, left: ANSWERS, ...(session.state === 4 ? { state: 0, servicer: null } : {}) });
  platform.changed();
  message.isTaken = await tell(platform, session, { msgid: message.id, origin: 3, ...fields });
  platform.changed();
  return message;
}

function contentOf(platform: Platform, message: Message, { photo, location, link, merged, other, tapped }: Written): Record<string, unknown> {
  if (photo) return fileOf(platform, message, photo);
  if (location)
    return { msgtype: "location", location: { latitude: 31.230416, longitude: 121.473701, name: "人民广场", address: "上海市黄浦区人民大道185号" } };
  if (link) return { msgtype: "link", link: { ...link, pic_url: "https://shop.example.com/af-550.png" } };
  if (merged) return { msgtype: "merged_msg", merged_msg: mergedOf(merged, message.at) };
  if (other) return { msgtype: other.msgtype, [other.msgtype]: other.body };
  return { msgtype: "text", text: { content: message.text, ...(tapped ? { menu_id: tapped.id } : {}) } };
}

function mergedOf({ title, said }: NonNullable<Written["merged"]>, at: number): object {
  const item = said.map(({ name, text }) => ({
    send_time: Math.floor(at / 1000),
    msgtype: "text",
    sender_name: name,
    msg_content: JSON.stringify({ text: { content: text } }),
  }));
  return { title, item };
}

function fileOf(platform: Platform, message: Message, { name, type, base64 }: NonNullable<Written["photo"]>): Record<string, unknown> {
  const known = ["image", "audio", "video"].find((prefix) => type.startsWith(`${prefix}/`));
  const kind = known === "audio" ? "voice" : (known ?? "file");
  const mediaId = platform.media.put({ bytes: Buffer.from(base64, "base64"), type, name, kind, at: message.at });
  message.media = { url: platform.media.linkTo(mediaId), type: kind, name };
  return { msgtype: kind, [kind]: { media_id: mediaId } };
}

/** Opens the chat by a link that says where. Who has not written for two days may be greeted, once. */
export function enter(platform: Platform, session: Session, { scene, sceneParam }: { scene: string; sceneParam: string }): Promise<boolean> {
  const isQuiet = now(platform.world) > session.lastWroteAt + WINDOW_MS;
  const welcome = isQuiet ? { welcome_code: newCode(platform, "welcome", session) } : {};
  return tellOfEvent(platform, session, { event_type: "enter_session", scene, scene_param: sceneParam, ...welcome });
}

/** Takes back what they wrote. */
export async function recall(platform: Platform, session: Session, id: string): Promise<boolean> {
  if (!session.messages.some((message) => message.id === id && message.from === "person")) return false;
  session.messages = session.messages.filter((message) => message.id !== id);
  return tellOfEvent(platform, session, { event_type: "user_recall_msg", recall_msgid: id });
}
