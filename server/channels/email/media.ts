import type { Media } from "@/server/channels/contract";
import { readMime } from "./mime/tree";
import { mailWithin, unwrapped } from "./parsed/inbound";
import { extractPart } from "./reading/read-files";

/** A mail brings its files: they are found in the stored event, by the place that `source.part` names; `source.via` is who wrapped the mail up. */
export const media: Media = {
  original: mailWithin,
  async extract(raw, source) {
    const { root } = readMime(unwrapped(raw, source.via) ?? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
    return source.part === undefined ? null : extractPart(root, source.part);
  },
};
