import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { env, required } from "@/lib/env";
import { version } from "@/package.json";
import { writeBackup } from "@/server/backup/write-backup";
import { loadSecrets } from "@/server/local/secrets";
import { storage } from "@/server/messages/open-storage";
import { say } from "./output";

/** `backup`: everything into one file, also while the product runs. */
export async function backupCommand(file: string) {
  const startedAt = performance.now();
  const passphrase = env().BACKUP_PASSPHRASE ?? null;
  const manifest = await writeBackup(
    { file, passphrase },
    {
      databaseUrl: required("DATABASE_MIGRATION_URL"),
      version,
      readFile: (key) => storage().read(key),
      secrets: ownSecrets(),
      encryptionKeys: keyPrints(),
      say,
    },
  );
  const { missing, count } = manifest.files;
  if (missing.length > 0) say(`${missing.length} attachments are named by rows but not in the file store; they are listed in the manifest`);
  if (manifest.secrets && !passphrase) say("the file holds the keys to everything in it: keep it as you keep passwords, or set BACKUP_PASSPHRASE");
  return {
    file,
    sizeBytes: (await stat(file)).size,
    madeAt: manifest.madeAt,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    files: count,
    missingFiles: missing.length,
    hasSecrets: manifest.secrets !== null,
    isSealed: passphrase !== null,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
}

/** The data directory's secrets, where this installation lives by them; null where the operator gave others. */
function ownSecrets(): Uint8Array | null {
  const { DATA_DIR, ENCRYPTION_KEYS } = env();
  const file = path.resolve(DATA_DIR, "secrets.json");
  if (!existsSync(file)) return null;
  const { encryptionKeys } = loadSecrets(path.resolve(DATA_DIR));
  return ENCRYPTION_KEYS && ENCRYPTION_KEYS !== encryptionKeys ? null : readFileSync(file);
}

/** Sixteen hex digits of each encryption key's hash: enough to know a key by, useless to anybody else. */
export function keyPrints(): string[] {
  const { DATA_DIR, ENCRYPTION_KEYS } = env();
  const secrets = path.resolve(DATA_DIR, "secrets.json");
  const keys = ENCRYPTION_KEYS ?? (existsSync(secrets) ? loadSecrets(path.resolve(DATA_DIR)).encryptionKeys : "");
  const print = (key: string) => createHash("sha256").update(`parley key ${key.trim()}`).digest("hex").slice(0, 16);
  return keys.split(",").filter(Boolean).map(print);
}
