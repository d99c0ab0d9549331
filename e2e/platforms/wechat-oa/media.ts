import { randomBytes } from "node:crypto";
import type { Answer } from "../shared/http";

const MAX_FILES = 200;
const LIFETIME_MS = 3 * 24 * 3600_000;

export interface StoredFile {
  bytes: Buffer;
  type: string;
  name: string;
  /** image, voice, video or thumb. */
  kind: string;
  at: number;
}

/** Temporary files by media id, for three days. The newest 200 are kept. */
export interface Media {
  put(file: StoredFile): string;
  /** Null when it never was or its time is over. */
  find(mediaId: string, now: number): StoredFile | null;
  /** As browsers, and whoever follows a video's link, get it. */
  serve(mediaId: string): Answer;
  linkTo(mediaId: string): string;
}

export function createMedia(baseUrl: () => string): Media {
  const files = new Map<string, StoredFile>();
  return {
    put(file) {
      const id = randomBytes(32).toString("base64url");
      files.set(id, file);
      const oldest = files.keys().next().value;
      if (files.size > MAX_FILES && oldest) files.delete(oldest);
      return id;
    },
    find(mediaId, now) {
      const file = files.get(mediaId);
      return file && file.at + LIFETIME_MS > now ? file : null;
    },
    serve(mediaId) {
      const file = files.get(mediaId);
      if (!file) return { status: 404, body: "gone" };
      return { status: 200, headers: { "content-type": file.type, "x-content-type-options": "nosniff" }, body: file.bytes };
    },
    linkTo: (mediaId) => `${baseUrl()}/mmbiz/${mediaId}`,
  };
}
