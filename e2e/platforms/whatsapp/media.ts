import { createHmac, randomBytes, randomInt } from "node:crypto";
import type { Answer, Call } from "../shared/http";

const MAX_FILES = 200;
const ADDRESS_LIFETIME_MS = 5 * 60_000;

export interface File {
  bytes: Buffer;
  type: string;
  name: string;
}

/** Files by id. Their address lives five minutes and wants the account's token; a phone's browser gets one of its own. The newest 200 are kept. */
export interface Media {
  put(file: File): string;
  find(id: string): File | undefined;
  /** GET /<id>: where the bytes are for the next five minutes. */
  describe(id: string, now: number): object | null;
  /** What a phone shows. */
  phoneUrl(id: string): string;
  serve(call: Call, options: { id: string; now: number; isToken(token: string): boolean }): Answer;
}

export function createMedia(baseUrl: () => string): Media {
  const files = new Map<string, File>();
  const secret = randomBytes(16);
  const sign = (text: string) => createHmac("sha256", secret).update(text).digest("hex").slice(0, 24);
  return {
    put(file) {
      const id = `1003${String(randomInt(1e12)).padStart(12, "0")}`;
      files.set(id, file);
      const oldest = files.keys().next().value;
      if (files.size > MAX_FILES && oldest) files.delete(oldest);
      return id;
    },
    find: (id) => files.get(id),
    describe(id, now) {
      const file = files.get(id);
      if (!file) return null;
      const expires = String(Math.floor((now + ADDRESS_LIFETIME_MS) / 1000));
      const url = `${baseUrl()}/attachments/${id}?ext=${expires}&hash=${sign(`${id}:${expires}`)}`;
      const sha256 = createHmac("sha256", "").update(file.bytes).digest("base64");
      return { messaging_product: "whatsapp", url, mime_type: file.type, sha256, file_size: file.bytes.length, id };
    },
    phoneUrl: (id) => `${baseUrl()}/attachments/${id}?phone=${sign(`phone:${id}`)}`,
    serve({ query, headers }, { id, now, isToken }) {
      const file = files.get(id);
      const expires = query.get("ext") ?? "";
      const isPhone = query.get("phone") === sign(`phone:${id}`);
      if (!file || (!isPhone && query.get("hash") !== sign(`${id}:${expires}`))) return { status: 404, body: "" };
      if (!isPhone && !isToken(headers.authorization?.replace(/^Bearer /, "") ?? "")) return { status: 401, body: "" };
      if (!isPhone && Number(expires) * 1000 < now) return { status: 404, body: "" };
      return { status: 200, headers: { "content-type": file.type, "x-content-type-options": "nosniff" }, body: file.bytes };
    },
  };
}
