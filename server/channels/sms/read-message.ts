import type { AttachmentKind, InboundAttachment, InboundItem, Party } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import type { Fields } from "./read-fields";

/** A number is one person's in the whole world, whichever of our numbers they write to. */
export const SCOPE = "phone";

// Programmable Messaging, "Opt-out keywords": Twilio answers these itself, and from then on refuses what we send.
const STOP_WORDS = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
const START_WORDS = ["START", "YES", "UNSTOP"];
/** Programmable Messaging, "Receive messages": media per message. */
const MAX_MEDIA = 10;

/** The network delivered from this number, and answers go nowhere else. */
export function partyOf(number: string, name?: string): Party {
  const isPhone = /^\+\d+$/.test(number);
  return { scope: SCOPE, value: number, verified: true, ...(isPhone ? { phone: number } : {}), ...(name ? { name } : {}) };
}

/** A text, and where it opts out or in, that as well. Twilio gives no time of its own. */
export function readMessage(fields: Fields, sid: string): InboundItem[] {
  const number = fields.From || "unknown";
  const item = { account: null, thread: number, providerAt: null };
  const from = partyOf(number, fields.ProfileName);
  const attachments = readMedia(fields);
  const title = fields.ButtonText || fields.ButtonPayload;
  const message: InboundItem = {
    ...item,
    dedupKey: `message:${sid}`,
    event: {
      type: "message",
      externalId: sid,
      from,
      text: fields.Body || fields.ButtonText || "",
      attachments,
      ...(title ? { postback: { title, payload: fields.ButtonPayload || title } } : {}),
      ...(attachments.some(({ kind }) => kind === "unsupported") ? { isUnsupported: true } : {}),
    },
  };
  const consent = consentOf(fields);
  return consent ? [message, { ...item, dedupKey: `consent:${sid}`, event: { type: consent, from } }] : [message];
}

/** With Advanced Opt-Out Twilio says what it took the words for; else they are the usual ones, and nothing beside them. */
function consentOf({ OptOutType, Body = "" }: Fields): "blocked" | "unblocked" | null {
  if (OptOutType) return { STOP: "blocked" as const, START: "unblocked" as const }[OptOutType.toUpperCase()] ?? null;
  const word = Body.trim().toUpperCase();
  if (STOP_WORDS.includes(word)) return "blocked";
  return START_WORDS.includes(word) ? "unblocked" : null;
}

/** The count may be missing, and so may an address that it counts. */
function readMedia(fields: Fields): InboundAttachment[] {
  const counted = Number(fields.NumMedia);
  const count = Number.isInteger(counted) && counted > 0 ? Math.min(counted, MAX_MEDIA) : 0;
  const indexes = Array.from({ length: MAX_MEDIA }, (_, index) => index).filter((index) => index < count || fields[`MediaUrl${index}`]);
  return indexes.map((index) => {
    const type = fields[`MediaContentType${index}`]?.split(";")[0]?.trim().toLowerCase();
    const url = webUrl(fields[`MediaUrl${index}`]);
    if (!url) return { kind: "unsupported", data: { type: type ?? "media" } };
    return { kind: kindOf(type), ...(type ? { mimeType: type } : {}), ...(isCard(type) ? { name: "contact.vcf" } : {}), source: { url } };
  });
}

const isCard = (type: string | undefined) => type === "text/vcard" || type === "text/x-vcard";

function kindOf(type: string | undefined): AttachmentKind {
  if (isCard(type)) return "contact";
  const family = type?.split("/")[0] ?? "";
  return family === "image" || family === "audio" || family === "video" ? family : "file";
}
