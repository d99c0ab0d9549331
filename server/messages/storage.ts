import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { isId } from "@/server/db/ids";

/** Where attachments' bytes live. A key names the tenant and the content, so the same file twice is one, and never another tenant's. */
export interface Storage {
  /** Gives the key; a crash leaves either the whole file or nothing under it. */
  put(tenantId: string, bytes: Uint8Array): Promise<string>;
  /** Null when there is nothing under the key. */
  read(key: string): Promise<Uint8Array | null>;
  /** `end` is included, as in HTTP ranges. Null when there is nothing under the key. */
  readRange(key: string, range: { start: number; end: number }): Promise<Uint8Array | null>;
  /** Nothing happens when it is gone already, or was put (again) after `before`. */
  remove(key: string, before: Date): Promise<void>;
}

/** `<tenant>/<two digits>/<sha256>`. */
export function storageKey(tenantId: string, bytes: Uint8Array): string {
  const hash = createHash("sha256").update(bytes).digest("hex");
  return `${tenantId}/${hash.slice(0, 2)}/${hash}`;
}

/** Files in a folder. */
export function fileStorage(root: string): Storage {
  const pathOf = (key: string) => path.join(root, ...checkedKey(key));
  return {
    async put(tenantId, bytes) {
      const key = storageKey(tenantId, bytes);
      const file = pathOf(key);
      // Somebody's file already: its time says that it is wanted again, see `remove`.
      if ((await sizeOf(file)) === bytes.length) await utimes(file, new Date(), new Date());
      else await writeWhole(root, file, bytes);
      return key;
    },
    read: (key) => readFile(pathOf(key)).catch(nullIfMissing),
    async readRange(key, { start, end }) {
      const handle = await open(pathOf(key), "r").catch(nullIfMissing);
      if (!handle) return null;
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start + 1), 0, end - start + 1, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async remove(key, before) {
      const found = await stat(pathOf(key)).catch(nullIfMissing);
      if (found && found.mtime < before) await rm(pathOf(key), { force: true });
    },
  };
}

/** Written beside and renamed into place: a reader sees the whole file or none, also after a crash. */
async function writeWhole(root: string, file: string, bytes: Uint8Array): Promise<void> {
  const incoming = path.join(root, "incoming");
  await Promise.all([mkdir(incoming, { recursive: true }), mkdir(path.dirname(file), { recursive: true })]);
  const temporary = path.join(incoming, randomUUID());
  const handle = await open(temporary, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Keys come from our own rows; checked all the same, because a path is made of them. */
function checkedKey(key: string): string[] {
  const [tenantId, folder, hash, ...rest] = key.split("/");
  if (!isId(tenantId) || !/^[0-9a-f]{2}$/.test(folder ?? "") || !/^[0-9a-f]{64}$/.test(hash ?? "") || rest.length > 0) throw new Error("not a storage key");
  return key.split("/");
}

async function sizeOf(file: string): Promise<number | null> {
  return (await stat(file).catch(nullIfMissing))?.size ?? null;
}

function nullIfMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}
