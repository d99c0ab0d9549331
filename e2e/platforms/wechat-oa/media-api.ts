import type { Answer, Call } from "../shared/http";
import type { Platform } from "./platform";
import { refuse } from "./refusals";
import { type Account, findPerson, now, openIdOf, seconds, threadOf, unionIdOf } from "./world";

const MB = 1024 * 1024;
const LIMITS: Record<string, { maxBytes: number; types: RegExp }> = {
  image: { maxBytes: 10 * MB, types: /^image\/(bmp|png|jpe?g|gif)$/ },
  voice: { maxBytes: 2 * MB, types: /^audio\/(amr|mpeg|mp3)$/ },
  video: { maxBytes: 10 * MB, types: /^video\/mp4$/ },
  thumb: { maxBytes: 64 * 1024, types: /^image\/jpe?g$/ },
};

/** POST /cgi-bin/media/upload: multipart, the file in `media`. */
export async function upload(platform: Platform, call: Call): Promise<Answer> {
  const kind = call.query.get("type") ?? "";
  const limit = LIMITS[kind];
  if (!limit) return refuse("40004");
  const file = await readFile(call);
  if (!file) return refuse("41005");
  if (!limit.types.test(file.type)) return refuse("40005");
  if (file.bytes.length > limit.maxBytes) return refuse("45001");
  const at = now(platform.world);
  const id = platform.media.put({ ...file, kind, at });
  return { status: 200, body: { type: kind, [kind === "thumb" ? "thumb_media_id" : "media_id"]: id, created_at: seconds(at) } };
}

async function readFile(call: Call): Promise<{ bytes: Buffer; type: string; name: string } | null> {
  const form = await new Response(Uint8Array.from(call.body), { headers: { "content-type": call.headers["content-type"] ?? "" } }).formData().catch(() => null);
  const file = form?.get("media");
  return file instanceof File && file.name ? { bytes: Buffer.from(await file.arrayBuffer()), type: file.type, name: file.name } : null;
}

/** GET /cgi-bin/media/get: the bytes; of a film where it lies; a refusal in JSON. */
export function download(platform: Platform, call: Call): Answer {
  const id = call.query.get("media_id") ?? "";
  const file = platform.control.take("lose-media") ? null : platform.media.find(id, now(platform.world));
  if (!file) return refuse("40007");
  if (file.kind === "video") return { status: 200, body: { video_url: platform.media.linkTo(id) } };
  return { status: 200, headers: { "content-type": file.type, "content-disposition": `attachment; filename="${id.slice(0, 20)}"` }, body: file.bytes };
}

/** GET /cgi-bin/user/info: neither name nor picture any more; of who does not follow next to nothing. */
export function userInfo({ world }: Platform, account: Account, call: Call): Answer {
  const openid = call.query.get("openid") ?? "";
  const person = findPerson(world, account.appId, openid);
  if (!person || openid !== openIdOf(person.id, account.appId)) return refuse("40003");
  if (!threadOf(world, account.appId, person.id).isFollowing) return { status: 200, body: { subscribe: 0, openid } };
  return {
    status: 200,
    body: { subscribe: 1, openid, nickname: "", headimgurl: "", language: "zh_CN", unionid: unionIdOf(person.id), subscribe_scene: "ADD_SCENE_SEARCH" },
  };
}
