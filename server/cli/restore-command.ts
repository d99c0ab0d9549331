import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { env, required } from "@/lib/env";
import { restoreBackup } from "@/server/backup/restore-backup";
import { verifyBackup } from "@/server/backup/verify-backup";
import { storage } from "@/server/messages/open-storage";
import { keyPrints } from "./backup-command";
import { say } from "./output";

interface RestoreOptions {
  file: string;
  mayReplace: boolean;
  /** The operator keeps the keys: those of the archive are not written anywhere. */
  hasGivenKeys: boolean;
}

/** `restore`: a backup into an empty database of the same version, whole or not at all. */
export async function restoreCommand({ file, mayReplace, hasGivenKeys }: RestoreOptions) {
  const startedAt = performance.now();
  const archive = { file, passphrase: env().BACKUP_PASSPHRASE ?? null };
  say("reading the file from end to end");
  const manifest = await verifyBackup(archive);
  const keepsSecrets = manifest.secrets !== null && !hasGivenKeys;
  await restoreBackup(archive, manifest, {
    databaseUrl: required("DATABASE_MIGRATION_URL"),
    putFile: (tenantId, bytes) => storage().put(tenantId, bytes),
    keepSecrets: async (bytes) => {
      if (keepsSecrets) await writeSecrets(bytes);
    },
    mayReplace,
    say,
  });
  const canDecrypt = keepsSecrets || manifest.encryptionKeys.some((print) => keyPrints().includes(print));
  if (!canDecrypt) say("the channels' credentials cannot be read: set ENCRYPTION_KEYS to what the backed-up installation had");
  return {
    file,
    madeAt: manifest.madeAt,
    version: manifest.version,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    files: manifest.files.count,
    hasSecrets: keepsSecrets,
    canDecrypt,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
}

/** Whole or not at all; what was there is kept beside it. */
async function writeSecrets(bytes: Uint8Array): Promise<void> {
  const file = path.resolve(env().DATA_DIR, "secrets.json");
  await writeFile(`${file}.new`, bytes, { mode: 0o600 });
  if (existsSync(file)) await rename(file, `${file}.before-restore`);
  await rename(`${file}.new`, file);
}
