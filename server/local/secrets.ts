import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** What every simulated platform knows of our app there; one that has no use for a setting ignores it. */
const platformSchema = z.object({
  appId: z.string(),
  appSecret: z.string(),
  verifyToken: z.string(),
  // In files of earlier releases they are missing, and made at the next start.
  aesKey: z.string().optional(),
  topic: z.string().optional(),
  configId: z.string().optional(),
});

const schema = z.object({
  appSecret: z.string().min(32),
  encryptionKeys: z.string(),
  pusher: z.object({ appId: z.string(), key: z.string(), secret: z.string() }),
  /** Of the demo's owner. */
  demoPassword: z.string(),
  /** Our app at each simulated platform, by kind. */
  platforms: z.record(z.string(), platformSchema),
});

export type Secrets = z.output<typeof schema>;
export type PlatformSecrets = z.output<typeof platformSchema>;

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** The secrets of a data directory: made at the first start, the same ever after. Readable by its owner alone. Throws when the file was damaged. */
export function loadSecrets(dataDir: string, kinds: string[] = []): Secrets {
  const file = path.join(dataDir, "secrets.json");
  const known = existsSync(file) ? read(file) : null;
  const missing = kinds.filter((kind) => !known?.platforms[kind]?.aesKey);
  if (known && missing.length === 0) return known;
  const secrets: Secrets = { ...(known ?? makeSecrets()), platforms: { ...known?.platforms } };
  for (const kind of missing) secrets.platforms[kind] = { ...makePlatform(), ...known?.platforms[kind] };
  write(file, secrets);
  return secrets;
}

function read(file: string): Secrets {
  const result = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  // Never made anew: with a new key nobody could open the stored credentials.
  if (!result.success) throw new Error(`${file} is damaged (${result.error.issues[0]?.path.join(".")}). Put it back from a backup.`);
  return result.data;
}

function makeSecrets(): Secrets {
  return {
    appSecret: randomBytes(32).toString("base64url"),
    encryptionKeys: randomBytes(32).toString("base64"),
    pusher: { appId: String(randomBytes(4).readUInt32BE()), key: hex(10), secret: hex(20) },
    demoPassword: `demo-${hex(2)}-${hex(2)}-${hex(2)}`,
    platforms: {},
  };
}

function makePlatform(): PlatformSecrets {
  return {
    appId: digits(),
    appSecret: hex(16),
    verifyToken: hex(16),
    // An EncodingAESKey: 32 bytes in base64, without the "=" at its end.
    aesKey: randomBytes(32).toString("base64").slice(0, 43),
    topic: "projects/parley-demo/topics/mail",
    configId: digits(),
  };
}

/** Digits only, as Meta's and Telegram's ids are: whoever parses them as numbers must not stumble. */
function digits(): string {
  return String(1_000_000_000_000 + (randomBytes(6).readUIntBE(0, 6) % 9_000_000_000_000));
}

/** Whole or not at all: a start that is cut short must not leave half a file. */
function write(file: string, secrets: Secrets): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
