import type { InboundAttachment, InboundItem, InboundMessage, Party, ReplyWindow } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import { webUrl } from "@/server/channels/shared/web-url";
import { type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";
import { WINDOWS } from "./windows";

type Content = Partial<Pick<InboundMessage, "text" | "attachments" | "postback">> & { window?: ReplyWindow };

/** What each type of message says; null when it lacks what it must have. */
const READERS = new Map<string, (body: XmlElement) => Content | null>([
  ["text", readText],
  ["image", (body) => readFile(body, { kind: "image" })],
  ["voice", readVoice],
  ["video", (body) => readFile(body, { kind: "video" })],
  ["shortvideo", (body) => readFile(body, { kind: "video" })],
  ["location", readLocation],
  ["link", readLink],
]);

/** A customer's message. One that is not understood is kept and says so. */
export function readMessage(body: XmlElement, account: string): InboundItem {
  const type = xmlText(body, "MsgType") ?? "";
  const from = partyOf(body, account);
  const { window = WINDOWS.message, ...content } = READERS.get(type.toLowerCase())?.(body) ?? unsupported(type);
  const externalId = xmlText(body, "MsgId") ?? null;
  return {
    account,
    thread: from.value,
    // WeChat asks again with the same MsgId; what has none is known by who said what when.
    dedupKey: externalId ? `message:${externalId}` : `message:${momentOf(body)}:${contentKey(JSON.stringify(content))}`,
    providerAt: toInstant(xmlText(body, "CreateTime")),
    window,
    event: { type: "message", externalId, from, attachments: [], ...content },
  };
}

/** An OpenID is good for one account. Throws when the body names nobody. */
export function partyOf(body: XmlElement, account: string): Party {
  const value = xmlText(body, "FromUserName");
  if (!value) throw new Error("The message names no sender.");
  const union = xmlText(body, "UnionId");
  return { scope: account, value, verified: true, ...(union ? { also: [{ scope: "union", value: union }] } : {}) };
}

/** All there is to know an event by: who and in which second. */
export function momentOf(body: XmlElement): string {
  return `${xmlText(body, "FromUserName") ?? ""}:${xmlText(body, "CreateTime") ?? ""}`;
}

function unsupported(type: string): Content & Pick<InboundMessage, "isUnsupported"> {
  return { attachments: [{ kind: "unsupported", data: { type: type.slice(0, 100) } }], isUnsupported: true };
}

/** A tap on a button of ours comes as text with the button's id; WeChat counts it as a tap in the menu, not as a message. */
function readText(body: XmlElement): Content | null {
  const text = xmlText(body, "Content");
  const payload = xmlText(body, "bizmsgmenuid");
  if (text === undefined) return null;
  return payload ? { text, postback: { title: text, payload }, window: WINDOWS.menu } : { text };
}

/** By the id alone: the links that come along are open to everybody and last shorter. */
function readFile(body: XmlElement, attachment: InboundAttachment): Content | null {
  const mediaId = xmlText(body, "MediaId");
  return mediaId ? { attachments: [{ ...attachment, source: { mediaId, kind: attachment.kind } }] } : null;
}

function readVoice(body: XmlElement): Content | null {
  const format = xmlText(body, "Format")?.toLowerCase();
  return readFile(body, { kind: "voice", mimeType: format === "speex" ? "audio/x-speex" : "audio/amr" });
}

function readLocation(body: XmlElement): Content | null {
  const [latitude, longitude] = [xmlText(body, "Location_X"), xmlText(body, "Location_Y")].map(Number);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  return { attachments: [{ kind: "location", data: { latitude, longitude, ...optional("title", xmlText(body, "Label")) } }] };
}

function readLink(body: XmlElement): Content | null {
  const url = webUrl(xmlText(body, "Url"));
  const title = xmlText(body, "Title");
  if (!url && !title) return null;
  const data = { ...optional("title", title), ...optional("description", xmlText(body, "Description")), ...optional("url", url) };
  return { attachments: [{ kind: "link", data }] };
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
