import { randomBytes } from "node:crypto";
import type { Files } from "./platform";
import type { StoredFile, World } from "./world";

const MAX_FILES = 200;

/** Bytes of messages, the newest 200; a file may claim a size that it does not have, to be too big for a download. */
export function createFiles(world: World): Files {
  const stored = new Map<string, { file: StoredFile; bytes: Buffer }>();
  return {
    put({ bytes, name, mimeType, sizeBytes = bytes.length }) {
      world.files += 1;
      const folder = mimeType.startsWith("image/") ? "photos" : "documents";
      const extension = /\.\w{1,5}$/.exec(name)?.[0] ?? "";
      const file = {
        fileId: `AgACAgIAAxk${randomBytes(15).toString("base64url")}`,
        path: `${folder}/file_${world.files}${extension}`,
        name,
        mimeType,
        sizeBytes,
      };
      stored.set(file.path, { file, bytes });
      const oldest = stored.keys().next().value;
      if (stored.size > MAX_FILES && oldest) stored.delete(oldest);
      return file;
    },
    // A photo's small size ends in "s" and is the same picture here.
    find: (fileId) => [...stored.values()].find(({ file }) => file.fileId === fileId || `${file.fileId}s` === fileId)?.file,
    bytes: (path) => stored.get(path)?.bytes,
  };
}
