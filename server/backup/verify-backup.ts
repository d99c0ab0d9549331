import { createHash } from "node:crypto";
import { DamagedArchive, readArchive } from "./archive";
import { MANIFEST, type Manifest, manifestSchema, pieceName, SECRETS, storageKeyOf } from "./manifest";

/**
 * Reads a backup from end to end and gives its manifest. Throws DamagedArchive when anything is missing, changed or too much:
 * nothing has been touched by then.
 */
export async function verifyBackup(archive: { file: string; passphrase: string | null }): Promise<Manifest> {
  const seen = new Map<string, string>();
  const files = { count: 0, sizeBytes: 0, digest: createHash("sha256") };
  let manifest: Manifest | null = null;
  const damaged = (what: string) => new DamagedArchive(`${archive.file} is not a whole backup: ${what}.`);
  await readArchive(archive, async ({ name, bytes }) => {
    if (manifest) throw damaged("something follows its end");
    const hash = createHash("sha256").update(bytes).digest("hex");
    const storageKey = storageKeyOf(name);
    if (name === MANIFEST) {
      manifest = parse(bytes);
      if (!manifest) throw damaged("its manifest is not one of ours");
    } else if (storageKey) {
      // An attachment's key ends with the digest of its bytes.
      if (!storageKey.endsWith(`/${hash}`)) throw damaged(`${name} was changed`);
      files.count += 1;
      files.sizeBytes += bytes.length;
      files.digest.update(`${storageKey}\n`);
    } else {
      seen.set(name, hash);
    }
  });
  // Assigned in a callback, which the compiler does not follow.
  const found = manifest as Manifest | null;
  if (!found) throw damaged("its manifest is missing");
  for (const [name, hash] of expected(found)) {
    if (seen.get(name) !== hash) throw damaged(`${name} is ${seen.has(name) ? "not what was written" : "missing"}`);
    seen.delete(name);
  }
  const [extra] = seen.keys();
  if (extra) throw damaged(`${extra} does not belong in it`);
  const { count, sizeBytes, digest } = found.files;
  if (files.count !== count || files.sizeBytes !== sizeBytes || files.digest.digest("hex") !== digest) throw damaged("attachments are missing");
  return found;
}

function parse(bytes: Uint8Array): Manifest | null {
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return null;
  }
}

function expected({ tables, secrets }: Manifest): [string, string][] {
  const pieces = tables.flatMap((table) => table.pieces.map((hash, i): [string, string] => [pieceName(table.name, i), hash]));
  return secrets ? [[SECRETS, secrets], ...pieces] : pieces;
}
