import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { env } from "@/lib/env";
import { freePort } from "./free-port";
import { type MailServersPlan, planMailServers } from "./plan-mail-servers";
import type { PlatformSecrets, Secrets } from "./secrets";

/** A simulated platform as the launcher runs it. */
export interface SimulatedPlatform extends PlatformSecrets {
  kind: string;
  port: number;
}

/** What one start of the product is made of. */
export interface Settings {
  dataDir: string;
  port: number;
  publicUrl: string;
  isDemo: boolean;
  /** Null: the embedded server. */
  external: { appUrl: string; ownerUrl: string } | null;
  /** Null: hosted Pusher or a server of the operator's. */
  realtimePort: number | null;
  platforms: SimulatedPlatform[];
  /** The demo's mail servers; null without the demo. */
  mail: MailServersPlan | null;
}

/** Reads what the operator set and chooses the rest. Throws one sentence naming the variable that does not fit. */
export async function readSettings(secretsFor: (kinds: string[]) => Secrets): Promise<Settings> {
  const given = env();
  if (given.DATABASE_URL && !given.DATABASE_MIGRATION_URL)
    throw new Error(
      "DATABASE_MIGRATION_URL is not set. With DATABASE_URL it is needed: the owner's login, a direct connection, for migrations and the worker.",
    );
  if (given.PUSHER_KEY && !(given.PUSHER_APP_ID && given.PUSHER_SECRET))
    throw new Error(`${given.PUSHER_APP_ID ? "PUSHER_SECRET" : "PUSHER_APP_ID"} is not set, but PUSHER_KEY is. Set all three or none.`);
  assertWholeStorage(given);
  if (given.DATABASE_URL && !given.APP_SECRET) assertOneMachine();
  const port = given.PORT || (await freePort());
  return {
    dataDir: path.resolve(given.DATA_DIR),
    port,
    publicUrl: (given.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ""),
    isDemo: given.DEMO,
    external: given.DATABASE_URL && given.DATABASE_MIGRATION_URL ? { appUrl: given.DATABASE_URL, ownerUrl: given.DATABASE_MIGRATION_URL } : null,
    realtimePort: given.PUSHER_KEY ? null : await freePort(),
    platforms: given.DEMO ? await choosePlatforms(secretsFor) : [],
    mail: given.DEMO ? await planMailServers(path.resolve(given.DATA_DIR), secretsFor) : null,
  };
}

/** Half a store would be taken for none, and files would silently stay on this machine. */
function assertWholeStorage(given: ReturnType<typeof env>): void {
  const names = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;
  const missing = names.filter((name) => !given[name]);
  if (missing.length > 0 && missing.length < names.length) throw new Error(`${missing[0]} is not set, but another S3_ variable is. Set all four or none.`);
}

/** Secrets made in one machine's DATA_DIR open nothing on another; say so, once, where it can matter. */
function assertOneMachine(): void {
  process.stderr.write(
    "APP_SECRET is not set: it is kept in DATA_DIR, so other machines on this database need the same DATA_DIR or APP_SECRET and ENCRYPTION_KEYS.\n",
  );
}

/** No platforms: a shop's own site, started once there is a widget, and mail servers, of which any address may be one. */
const NO_PLATFORMS = ["shop", "mail"];

/** Every simulator there is, with its own app, secrets and port. */
async function choosePlatforms(secretsFor: (kinds: string[]) => Secrets): Promise<SimulatedPlatform[]> {
  const folder = path.resolve("e2e/platforms");
  const kinds = existsSync(folder)
    ? readdirSync(folder).filter((kind) => !NO_PLATFORMS.includes(kind) && existsSync(path.join(folder, kind, "server.ts")))
    : [];
  const { platforms } = secretsFor(kinds);
  return Promise.all(kinds.map(async (kind) => ({ kind, port: await freePort(), ...(platforms[kind] as PlatformSecrets) })));
}
