import { type Answer, text } from "../shared/http";
import { badRequest, ok, refused } from "./answers";
import { openChat, place } from "./messages";
import type { Method } from "./platform";

const MOST = 10;
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_VIDEO_BYTES = 50 * 1024 * 1024;

type Upload = { bytes: Buffer; name: string; mimeType: string };

/** 2 to 10 photos and videos, each an upload named by attach://; a message a file, in order. */
export function sendMediaGroup(method: Method): Answer {
  const target = openChat(method);
  if ("status" in target) return target;
  const media = listOf(method.params.media);
  if (!media) return badRequest("can't parse media JSON object");
  if (media.length < 2 || media.length > MOST) return badRequest("media group must include 2-10 items");
  if (method.params.reply_markup !== undefined) return badRequest("message can't have reply markup");
  const uploads: Upload[] = [];
  for (const item of media) {
    const upload = method.uploads.get(text(item.media).replace(/^attach:\/\//, ""));
    if (!["photo", "video"].includes(text(item.type))) return badRequest(`media type ${text(item.type)} can't be grouped with others`);
    if (!upload) return badRequest("wrong file identifier/HTTP URL specified");
    if (upload.bytes.length === 0) return badRequest("file must be non-empty");
    if (upload.bytes.length > (item.type === "photo" ? MAX_PHOTO_BYTES : MAX_VIDEO_BYTES)) return refused(413, "Request Entity Too Large");
    uploads.push(upload);
  }
  return ok(uploads.map((upload) => place(method, target, { text: "", file: method.platform.files.put(upload) })));
}

function listOf(value: unknown): Record<string, unknown>[] | null {
  try {
    const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return Array.isArray(list) ? (list as Record<string, unknown>[]) : null;
  } catch {
    return null;
  }
}
