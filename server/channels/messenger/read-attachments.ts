import type { InboundAttachment } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import { attachmentSchema, type WireAttachment } from "./payload";

const MEDIA = { image: "image", audio: "audio", video: "video", file: "file" } as const;

/**
 * Reads a message's attachments, one each. A sticker comes as an image with a sticker id (until 2026), as image and
 * sticker side by side (until 30 August 2026) or as sticker alone: always one sticker.
 */
export function readAttachments(values: unknown[]): InboundAttachment[] {
  const stickers = new Set<string>();
  return values.flatMap((value) => {
    const parsed = attachmentSchema.safeParse(value);
    if (!parsed.success) return [{ kind: "unsupported" as const }];
    const stickerId = parsed.data.payload?.sticker_id;
    if (stickerId === undefined) return [readAttachment(parsed.data)];
    if (stickers.has(stickerId)) return [];
    stickers.add(stickerId);
    return [{ kind: "sticker" as const, ...source(parsed.data), data: { stickerId } }];
  });
}

function source(attachment: WireAttachment): Pick<InboundAttachment, "source"> {
  const url = webUrl(attachment.payload?.url);
  return url ? { source: { url } } : {};
}

function readAttachment(attachment: WireAttachment): InboundAttachment {
  const { type, payload } = attachment;
  if (Object.hasOwn(MEDIA, type)) return { kind: MEDIA[type as keyof typeof MEDIA], ...name(attachment), ...source(attachment) };
  switch (type) {
    case "sticker":
      return { kind: "sticker", ...source(attachment) };
    case "location":
      return readLocation(attachment);
    case "fallback":
      return { kind: "link", data: { title: payload?.title ?? attachment.title, url: unwrapLink(payload?.url ?? attachment.url) } };
    case "template":
      return { kind: "share", data: { title: payload?.product?.elements[0]?.title ?? payload?.title ?? attachment.title, url: webUrl(payload?.url) } };
    case "reel":
    case "ig_reel":
    case "post":
    case "ig_post":
      return { kind: "share", data: { type, title: payload?.title ?? attachment.title, url: webUrl(payload?.url) } };
    default:
      return { kind: "unsupported", data: { type, url: webUrl(payload?.url) } };
  }
}

function readLocation(attachment: WireAttachment): InboundAttachment {
  const coordinates = attachment.payload?.coordinates;
  if (!coordinates) return { kind: "unsupported", data: { type: "location" } };
  return { kind: "location", data: { latitude: coordinates.lat, longitude: coordinates.long, title: attachment.title } };
}

/** The file's name as its link ends; Facebook tells it nowhere else. */
function name(attachment: WireAttachment): Pick<InboundAttachment, "name"> {
  const url = webUrl(attachment.payload?.url);
  const last = url && new URL(url).pathname.split("/").at(-1);
  if (!last?.includes(".")) return {};
  try {
    return { name: decodeURIComponent(last) };
  } catch {
    return { name: last }; // A stray percent sign: the name as it stands.
  }
}

/** Facebook wraps shared links in l.facebook.com/l.php?u=...; an agent should see where a link goes. */
function unwrapLink(value: string | undefined): string | undefined {
  const url = webUrl(value);
  if (!url) return undefined;
  const { hostname, pathname, searchParams } = new URL(url);
  const isWrapped = /^(l|lm|www)\.facebook\.com$/.test(hostname) && pathname === "/l.php";
  return (isWrapped && webUrl(searchParams.get("u"))) || url;
}
