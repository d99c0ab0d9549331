import { createHmac, randomBytes } from "node:crypto";
import type { Answer, Call } from "./http";

const MAX_FILES = 200;
const LIFETIME_MS = 24 * 3600_000;

interface File {
  bytes: Buffer;
  type: string;
}

/** Files of messages behind signed links that expire. The newest 200 are kept. */
export interface Media {
  put(file: File & { name: string }, options: { now: number; isExpired?: boolean }): string;
  serve(call: Call, id: string, now: number): Answer;
}

export function createMedia(baseUrl: () => string): Media {
  const files = new Map<string, File>();
  const secret = randomBytes(16);
  const sign = (id: string, expires: string) => createHmac("sha256", secret).update(`${id}:${expires}`).digest("hex").slice(0, 24);
  return {
    put({ bytes, type, name }, { now, isExpired }) {
      const id = randomBytes(9).toString("hex");
      files.set(id, { bytes, type });
      const oldest = files.keys().next().value;
      if (files.size > MAX_FILES && oldest) files.delete(oldest);
      const expires = Math.floor((now + (isExpired ? -1000 : LIFETIME_MS)) / 1000).toString(16);
      return `${baseUrl()}/v/${id}/${encodeURIComponent(name)}?oh=${sign(id, expires)}&oe=${expires}`;
    },
    serve({ query }, id, now) {
      const expires = query.get("oe") ?? "";
      const file = files.get(id);
      if (!file || query.get("oh") !== sign(id, expires)) return { status: 404, body: "Bad URL" };
      if (Number.parseInt(expires, 16) * 1000 < now) return { status: 403, body: "URL signature expired" };
      return { status: 200, headers: { "content-type": file.type, "x-content-type-options": "nosniff" }, body: file.bytes };
    },
  };
}
