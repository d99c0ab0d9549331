import type { AttachmentKind, InboundAttachment } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import { wireTable } from "@/server/channels/shared/wire-table";
import type { WireMessage } from "./payload";

const FILES = wireTable<AttachmentKind>({ image: "image", video: "video", audio: "audio", file: "file" });
/** What LINE converts everything to that people send. */
const TYPES = wireTable<string>({ image: "image/jpeg", video: "video/mp4", audio: "audio/mp4" });

/** What a message carries besides text; null for a type that we do not know. */
export function readContent(message: WireMessage): InboundAttachment[] | null {
  if (message.type === "text") return [];
  if (message.type === "location") return [readPlace(message)];
  if (message.type === "sticker") return [readSticker(message)];
  const kind = FILES[message.type];
  return kind ? [readFile(kind, message)] : null;
}

function readFile(kind: AttachmentKind, message: WireMessage): InboundAttachment {
  const { imageSet, contentProvider, type } = message;
  const external = contentProvider?.type === "external" ? webUrl(contentProvider.originalContentUrl) : undefined;
  return {
    kind,
    ...known({ name: message.fileName, sizeBytes: message.fileSize, durationMs: message.duration, mimeType: TYPES[type] }),
    source: external ? { url: external } : { messageId: message.id, type },
    // Pictures chosen together come as one event each.
    ...(imageSet ? { data: known({ setId: imageSet.id, index: imageSet.index, total: imageSet.total }) } : {}),
  };
}

function readPlace({ title, address, latitude, longitude }: WireMessage): InboundAttachment {
  return { kind: "location", data: known({ latitude, longitude, title, address }) };
}

function readSticker({ packageId, stickerId, stickerResourceType, keywords, text }: WireMessage): InboundAttachment {
  return {
    kind: "sticker",
    data: known({ packageId, stickerId, type: stickerResourceType, keywords, text }),
    ...(stickerId ? { source: { stickerId } } : {}),
  };
}

function known<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
