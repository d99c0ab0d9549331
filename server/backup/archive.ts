import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { isSealed, seal, unseal } from "./seal";
import { type Entry, packTar, unpackTar } from "./tar";

interface ArchiveFile {
  file: string;
  /** Null: in clear. */
  passphrase: string | null;
}

/** Rows compress five times at this level; the higher ones cost twice the time for a few percent. */
const GZIP_LEVEL = 4;

/** The file cannot be taken for a backup; the message says why in a person's words. */
export class DamagedArchive extends Error {
  override readonly name = "DamagedArchive";
}

/** Writes entries into a compressed archive for its owner alone. The file has its name only when it is whole and on the disk. */
export async function writeArchive({ file, passphrase }: ArchiveFile, entries: AsyncIterable<Entry>): Promise<void> {
  const partial = `${file}.partial`;
  try {
    const out = createWriteStream(partial, { mode: 0o600, flush: true });
    const packed = Duplex.from(packTar(entries));
    if (passphrase) await pipeline(packed, createGzip({ level: GZIP_LEVEL }), seal(passphrase), out);
    else await pipeline(packed, createGzip({ level: GZIP_LEVEL }), out);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Shows every entry of an archive to `visit`, one after the other. Throws DamagedArchive for a file that is no archive, is cut
 * short or was changed; whether the entries are all there is for the manifest to say. What `visit` throws is thrown.
 */
export async function readArchive({ file, passphrase }: ArchiveFile, visit: (entry: Entry) => Promise<void>): Promise<void> {
  const sealed = isSealed(await firstBytes(file));
  if (sealed && !passphrase) throw new DamagedArchive(`${file} is sealed. Set BACKUP_PASSPHRASE to what it was made with.`);
  let thrown: unknown;
  const look = async (source: AsyncIterable<Uint8Array>) => {
    for await (const entry of unpackTar(source)) {
      await visit(entry).catch((error: unknown) => {
        thrown = error;
        throw error;
      });
    }
  };
  try {
    if (sealed && passphrase) await pipeline(createReadStream(file), unseal(passphrase), createGunzip(), look);
    else await pipeline(createReadStream(file), createGunzip(), look);
  } catch (error) {
    if (thrown) throw thrown;
    // Under a wrong key the bytes are noise, and whoever reads them first stumbles.
    const what = sealed ? "BACKUP_PASSPHRASE is not what it was made with, or it was changed" : (error as Error).message;
    throw new DamagedArchive(`${file} is not a whole backup: ${what}.`, { cause: error });
  }
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
