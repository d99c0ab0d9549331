import type { InboundEvent, InboundItem, Party, ReplyWindow } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { type XmlElement, xmlChild, xmlText } from "@/server/channels/shared/wechat-xml";
import { momentOf, partyOf } from "./read-message";
import { WINDOWS } from "./windows";

type Reading = { event: InboundEvent; window?: ReplyWindow }[];

/** By lower-case name: WeChat writes them in every case. */
const READERS = new Map<string, (body: XmlElement, from: Party) => Reading>([
  ["subscribe", readSubscribe],
  ["unsubscribe", (_body, from) => [{ event: { type: "blocked", from }, window: WINDOWS.closed }]],
  ["scan", (body, from) => [{ event: readEntry(xmlText(body, "EventKey"), from), window: WINDOWS.scan }]],
  ["click", (body, from) => [{ event: readTap(body, xmlText(body, "EventKey") ?? "", from), window: WINDOWS.menu }]],
  ["scancode_push", readScanCode],
  ["scancode_waitmsg", readScanCode],
  ["templatesendjobfinish", (body) => [{ event: readTemplateOutcome(body) }]],
  ["verify_expired", () => [{ event: { type: "account", status: "action-needed", reason: EXPIRED } }]],
  ["annual_renew", () => [{ event: { type: "account", status: "degraded", reason: ENDING } }]],
]);

const EXPIRED = "WeChat's certification of this account has expired, and without it no answers can be sent. Renew it at mp.weixin.qq.com.";
const ENDING = "WeChat's certification of this account ends soon. Renew it at mp.weixin.qq.com.";

/** Of no consequence for an inbox, or told by a message that follows. */
const WITHOUT_EFFECT = new Map([
  ["location", "the phone reports where it is"],
  ["view", "a link of the menu was opened"],
  ["view_miniprogram", "a mini program was opened from the menu"],
  ["pic_sysphoto", "the pictures follow as messages"],
  ["pic_photo_or_album", "the pictures follow as messages"],
  ["pic_weixin", "the pictures follow as messages"],
  ["location_select", "the place follows as a message"],
  ["masssendjobfinish", "a broadcast has ended"],
  ["subscribe_msg_popup_event", "the person chose which notifications they want"],
  ["subscribe_msg_change_event", "the person changed which notifications they want"],
  ["subscribe_msg_sent_event", "a notification was sent"],
  ["kf_create_session", "a colleague took the conversation in WeChat's own tool"],
  ["kf_close_session", "a colleague ended the conversation in WeChat's own tool"],
  ["kf_switch_session", "a colleague passed the conversation on in WeChat's own tool"],
]);

/** An event has no id: its key is made of who, when and what. Most are one item; who follows by a code has come back and come in. */
export function readEvent(body: XmlElement, accountId: string): InboundItem[] {
  const name = (xmlText(body, "Event") ?? "").toLowerCase();
  const from = partyOf(body, accountId);
  const about = xmlText(body, "EventKey") ?? xmlText(body, "MsgID") ?? "";
  const readings = READERS.get(name)?.(body, from) ?? [{ event: { type: "ignored", reason: reasonOf(name) } satisfies InboundEvent }];
  return readings.map(({ event, window }, index) => ({
    account: accountId,
    thread: from.value,
    dedupKey: `event:${momentOf(body)}:${name}:${about}${index > 0 ? `:${index}` : ""}`,
    providerAt: toInstant(xmlText(body, "CreateTime")),
    ...(window ? { window } : {}),
    event,
  }));
}

function reasonOf(name: string): string {
  return WITHOUT_EFFECT.get(name) ?? `an event that is not known: ${name.slice(0, 60) || "without a name"}`;
}

/** Whoever follows may be written to again; by a shop's QR code they also say where they come from. */
function readSubscribe(body: XmlElement, from: Party): Reading {
  const scene = xmlText(body, "EventKey")?.match(/^qrscene_([\s\S]+)$/)?.[1];
  const back = { event: { type: "unblocked", from } satisfies InboundEvent, window: WINDOWS.follow };
  return scene ? [back, { event: readEntry(scene, from), window: WINDOWS.follow }] : [back];
}

/** What the code was made for is all that the person has said so far. */
function readEntry(scene: string | undefined, from: Party): InboundEvent {
  if (!scene) return { type: "ignored", reason: "a code without a scene was scanned" };
  return { type: "message", externalId: null, from, text: scene, attachments: [], referral: { source: "qr-code", ref: scene } };
}

/** The menu's entry is named by a word of the shop's own; the words on the button are not told. */
function readTap(body: XmlElement, text: string, from: Party): InboundEvent {
  const payload = xmlText(body, "EventKey") ?? "";
  return { type: "message", externalId: null, from, text, attachments: [], postback: { title: text, payload } };
}

function readScanCode(body: XmlElement, from: Party): Reading {
  const result = xmlText(xmlChild(body, "ScanCodeInfo"), "ScanResult") ?? "";
  return [{ event: readTap(body, result, from), window: WINDOWS.menu }];
}

/** Of a template message that another tool may have sent; here the id has a capital D. */
function readTemplateOutcome(body: XmlElement): InboundEvent {
  const id = xmlText(body, "MsgID");
  const outcome = xmlText(body, "Status") ?? "";
  if (!id) return { type: "ignored", reason: "an outcome without an id" };
  const about = { type: "status" as const, externalIds: [id], watermark: null, to: null };
  if (outcome === "success") return { ...about, status: "delivered" };
  return { ...about, status: "failed", reason: `WeChat did not deliver it: ${outcome}`, code: outcome };
}
