import type { Media } from "@/server/channels/contract";
import { readMime } from "./mime/tree";
import { extractPart } from "./reading/read-files";

/** A mail brings its files: they are found in the stored event, by the place that `source.part` names. */
export const media: Media = {
  async extract(raw, source) {
    const { root } = readMime(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
    return source.part === undefined ? null : extractPart(root, source.part);
  },
};
