import type { OutboundAttachment, Part } from "@/server/channels/contract";
import type { chatOfThread } from "./parties";

type Chat = ReturnType<typeof chatOfThread>;

/** Telegram shows these as pictures; any other image (SVG, HEIC, animated GIF) arrives as a file, unchanged. */
const PHOTO_TYPES = /^image\/(jpeg|png|webp)$/;
// Bot API, sendMediaGroup: 2 to 10.
const ALBUM_MAX = 10;

/** Where a file of a call comes from: its place among the message's attachments, and the field that carries it. */
export interface Upload {
  index: number;
  field: string;
  name: string;
  mimeType: string;
}

/** Each file as an upload: Telegram need not reach us to get it. Pictures and films that stand together go as albums. */
export function renderFiles(chat: Chat, attachments: OutboundAttachment[]): Part[] {
  return runsOf(attachments).map((run) => (run.length > 1 ? renderAlbum(chat, run) : renderOne(chat, run[0] as Placed)));
}

interface Placed {
  attachment: OutboundAttachment;
  index: number;
}

const isPicture = ({ kind, mimeType }: OutboundAttachment) => (kind === "image" && PHOTO_TYPES.test(mimeType)) || kind === "video";

function runsOf(attachments: OutboundAttachment[]): Placed[][] {
  const runs: Placed[][] = [];
  for (const [index, attachment] of attachments.entries()) {
    const last = runs.at(-1);
    const before = last?.at(-1)?.attachment;
    const joins = before && isPicture(before) && isPicture(attachment) && (last?.length ?? 0) < ALBUM_MAX;
    if (joins) last?.push({ attachment, index });
    else runs.push([{ attachment, index }]);
  }
  return runs;
}

function renderOne(chat: Chat, { attachment: { kind, name, mimeType }, index }: Placed): Part {
  const [method, field] = methodOf(kind, mimeType);
  return { body: { method, params: { ...chat }, files: [{ index, field, name, mimeType }] } };
}

function renderAlbum(chat: Chat, run: Placed[]): Part {
  const files = run.map(({ attachment: { name, mimeType }, index }, place): Upload => ({ index, field: `file${place}`, name, mimeType }));
  const media = run.map(({ attachment: { kind } }, place) => ({ type: kind === "video" ? "video" : "photo", media: `attach://file${place}` }));
  return { body: { method: "sendMediaGroup", params: { ...chat, media }, files } };
}

function methodOf(kind: OutboundAttachment["kind"], mimeType: string): [method: string, field: string] {
  if (kind === "image" && PHOTO_TYPES.test(mimeType)) return ["sendPhoto", "photo"];
  if (kind === "video") return ["sendVideo", "video"];
  if (kind === "audio") return ["sendAudio", "audio"];
  if (kind === "voice") return ["sendVoice", "voice"];
  return ["sendDocument", "document"];
}
