import type { Answer, Call } from "../shared/http";
import type { Platform } from "./platform";
import { ok, refuse } from "./refusals";
import { now, random, seconds } from "./world";

const MB = 1024 * 1024;
const MAX_FILES = 200;
const LIFETIME_MS = 3 * 24 * 3600_000;
const SMALLEST_BYTES = 6;
const LIMITS: Record<string, { maxBytes: number; types: RegExp }> = {
  image: { maxBytes: 10 * MB, types: /^image\/(png|jpe?g)$/ },
  voice: { maxBytes: 2 * MB, types: /^audio\/amr$/ },
  video: { maxBytes: 10 * MB, types: /^video\/mp4$/ },
  file: { maxBytes: 20 * MB, types: /./ },
};

interface StoredFile {
  bytes: Buffer;
  type: string;
  name: string;
  /** image, voice, video or file. */
  kind: string;
  at: number;
}

/** Temporary files by media id, for three days. The newest 200 are kept. */
export interface Media {
  put(file: StoredFile): string;
  find(mediaId: string, now: number): StoredFile | null;
  serve(mediaId: string): Answer;
  linkTo(mediaId: string): string;
}

export function createMedia(baseUrl: () => string): Media {
  const files = new Map<string, StoredFile>();
  return {
    put(file) {
      const id = random("3", 24);
      files.set(id, file);
      const oldest = files.keys().next().value;
      if (files.size > MAX_FILES && oldest) files.delete(oldest);
      return id;
    },
    find(mediaId, at) {
      const file = files.get(mediaId);
      return file && file.at + LIFETIME_MS > at ? file : null;
    },
    serve(mediaId) {
      const file = files.get(mediaId);
      return file
        ? { status: 200, headers: { "content-type": file.type, "x-content-type-options": "nosniff" }, body: file.bytes }
        : { status: 404, body: "gone" };
    },
    linkTo: (mediaId) => `${baseUrl()}/files/${mediaId}`,
  };
}

/** POST /cgi-bin/media/upload: multipart, the file in `media`. */
export async function upload(platform: Platform, call: Call): Promise<Answer> {
  const kind = call.query.get("type") ?? "";
  const limit = LIMITS[kind];
  if (!limit) return refuse("40004");
  const file = await readFile(call);
  if (!file || file.bytes.length < SMALLEST_BYTES) return refuse("44001");
  if (!limit.types.test(file.type)) return refuse("40004");
  if (file.bytes.length > limit.maxBytes) return refuse("40009");
  const at = now(platform.world);
  return ok({ type: kind, media_id: platform.media.put({ ...file, kind, at }), created_at: String(seconds(at)) });
}

async function readFile(call: Call): Promise<{ bytes: Buffer; type: string; name: string } | null> {
  const form = await new Response(Uint8Array.from(call.body), { headers: { "content-type": call.headers["content-type"] ?? "" } }).formData().catch(() => null);
  const file = form?.get("media");
  return file instanceof File && file.name ? { bytes: Buffer.from(await file.arrayBuffer()), type: file.type, name: file.name } : null;
}

/** GET /cgi-bin/media/get: the bytes, or a refusal in JSON. */
export function download(platform: Platform, call: Call): Answer {
  const id = call.query.get("media_id") ?? "";
  const file = platform.control.take("lose-media") ? null : platform.media.find(id, now(platform.world));
  if (!file) return refuse("40007");
  const name = encodeURIComponent(file.name);
  return { status: 200, headers: { "content-type": file.type, "content-disposition": `attachment; filename="${name}"` }, body: file.bytes };
}
