import type { InboundAttachment } from "@/server/channels/contract";
import { attachmentSchema, type WireAttachment } from "./meta-payload";
import { webUrl } from "./web-url";

const MEDIA = { image: "image", audio: "audio", video: "video", file: "file" } as const;

/** Posts and reels that somebody passed on. Instagram gives their picture or film, for some hours; Facebook the page they stand on. */
const SHARED_MEDIA = ["share", "ig_post", "ig_reel"];
const SHARED_PAGES = ["post", "reel"];

/** Instagram's stories die after 24 hours, and with them their link: the bytes are fetched at once. */
const STORIES: Record<string, StoryRole> = { story: "shared", ig_story: "shared", story_mention: "mention" };
type StoryRole = "shared" | "mention" | "reply";

/**
 * Reads a message's attachments, as Messenger and Instagram write them, one each. A sticker comes as an image with a sticker id (until
 * 2026), as image and sticker side by side (until 30 August 2026) or as sticker alone: always one sticker.
 */
export function readMetaAttachments(values: unknown[]): InboundAttachment[] {
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
  if (SHARED_MEDIA.includes(type)) return { kind: "share", ...source(attachment), data: { type, title: payload?.title ?? attachment.title } };
  if (SHARED_PAGES.includes(type)) return { kind: "share", data: { type, title: payload?.title ?? attachment.title, url: webUrl(payload?.url) } };
  if (Object.hasOwn(STORIES, type)) return readStory(payload?.url, STORIES[type] as StoryRole);
  switch (type) {
    case "sticker":
      return { kind: "sticker", ...source(attachment) };
    case "location":
      return readLocation(attachment);
    case "fallback":
      return { kind: "link", data: { title: payload?.title ?? attachment.title, url: unwrapLink(payload?.url ?? attachment.url) } };
    case "template":
      return { kind: "share", data: { title: payload?.product?.elements[0]?.title ?? payload?.title ?? attachment.title, url: webUrl(payload?.url) } };
    // A tap on the heart beside the field: it has no payload at all.
    case "like_heart":
      return { kind: "sticker", data: { title: "❤️" } };
    // To be seen once, and only in the app.
    case "ephemeral":
      return { kind: "unsupported", data: { type, title: "📷 (1×)" } };
    default:
      return { kind: "unsupported", data: { type, url: webUrl(payload?.url) } };
  }
}

/** A story that somebody answered, passed on, or named us in. */
export function readStory(url: string | undefined, story: StoryRole): InboundAttachment {
  const link = webUrl(url);
  return { kind: "story", ...(link ? { source: { url: link } } : {}), data: { story } };
}

function readLocation(attachment: WireAttachment): InboundAttachment {
  const coordinates = attachment.payload?.coordinates;
  if (!coordinates) return { kind: "unsupported", data: { type: "location" } };
  return { kind: "location", data: { latitude: coordinates.lat, longitude: coordinates.long, title: attachment.title } };
}

/** The file's name as its link ends; Meta tells it nowhere else. */
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
