import type { AttachmentKind, InboundAttachment } from "@/server/channels/contract";
import type { Content, WireFile } from "./payload";

/** What a message carries besides text. An album comes as one message a picture; `mediaGroupId` says that they belong together. */
export function readContent(content: Content): InboundAttachment[] {
  const group = content.media_group_id ? { mediaGroupId: content.media_group_id } : undefined;
  const files = [readPhoto(content), ...readFiles(content), readSticker(content)].filter((a) => a !== null);
  return [...files.map((a) => (group ? { ...a, data: { ...a.data, ...group } } : a)), ...readPlace(content), ...readContact(content)];
}

function file(kind: AttachmentKind, wire: WireFile | undefined, facts: Partial<InboundAttachment> = {}): InboundAttachment | null {
  if (!wire) return null;
  const given = {
    name: wire.file_name,
    mimeType: wire.mime_type,
    sizeBytes: wire.file_size,
    width: wire.width,
    height: wire.height,
    durationMs: wire.duration === undefined ? undefined : wire.duration * 1000,
    ...facts,
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // The id, not a link: a link would hold the bot's token. Valid for this bot only.
  return { kind, ...known, source: { fileId: wire.file_id } };
}

/** All sizes of the same picture; the last is the largest. */
const readPhoto = ({ photo }: Content) => file("image", photo?.at(-1), { mimeType: "image/jpeg" });

function readFiles(content: Content): (InboundAttachment | null)[] {
  return [
    file("video", content.video),
    file("video", content.video_note),
    file("voice", content.voice),
    file("audio", content.audio),
    file("video", content.animation),
    // An animation is repeated as a document, for clients that know no animations.
    content.animation ? null : file("file", content.document),
  ];
}

function readSticker({ sticker }: Content): InboundAttachment | null {
  if (!sticker) return null;
  const mimeType = sticker.is_video ? "video/webm" : sticker.is_animated ? "application/x-tgsticker" : "image/webp";
  return file("sticker", sticker, { mimeType, data: { emoji: sticker.emoji } });
}

/** A venue repeats its place as a location: counted once. */
function readPlace({ venue, location }: Content): InboundAttachment[] {
  const place = venue?.location ?? location;
  if (!place) return [];
  return [{ kind: "location", data: { latitude: place.latitude, longitude: place.longitude, title: venue?.title, address: venue?.address } }];
}

function readContact({ contact }: Content): InboundAttachment[] {
  if (!contact) return [];
  return [{ kind: "contact", data: { name: [contact.first_name, contact.last_name].filter(Boolean).join(" "), phone: contact.phone_number } }];
}
