import * as z from "zod";

const flag = z.enum(["0", "1"]).transform((v) => v === "1");
const url = z.url();

/** Every variable the product reads, with one line of what it is. `.env.example` lists the same. */
const schema = z.object({
  /** production, development or test. */
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  /** The one public port: pages, API, webhooks and the realtime socket. */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** The address the world uses: webhook URLs, OAuth redirects, links in mails. */
  PUBLIC_URL: url.optional(),
  /** Demo tenant, platform simulators and the /dev pages. Unset: on where neither DATABASE_URL nor PUBLIC_URL is set. */
  DEMO: flag.optional(),
  /** host:port list that outgoing connections may reach although loopback or private. */
  OUTBOUND_ALLOW: z
    .string()
    .regex(/^\s*[^\s,]+:\d{1,5}\s*(,\s*[^\s,]+:\d{1,5}\s*)*$/, "is not a list of host:port")
    .or(z.literal(""))
    .default(""),
  /** Where embedded PostgreSQL, attachments, captured mail and secrets live. */
  DATA_DIR: z.string().min(1).default(".data"),
  /** The application's role. The launcher sets it for the embedded server. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "is not a postgres:// URL")
    .optional(),
  /** The owner's role, a direct connection: migrations, and the worker's LISTEN. */
  DATABASE_MIGRATION_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "is not a postgres:// URL")
    .optional(),
  /** Connections in the application's pool, per process. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
  PUSHER_APP_ID: z.string().min(1).optional(),
  PUSHER_KEY: z.string().min(1).optional(),
  PUSHER_SECRET: z.string().min(1).optional(),
  /** Host or host:port of a Pusher-compatible server; unset with PUSHER_CLUSTER set means hosted Pusher. */
  PUSHER_HOST: z.string().min(1).optional(),
  PUSHER_CLUSTER: z.string().min(1).optional(),
  /** Loopback port of the embedded Pusher-protocol server; set by the launcher, proxied at /app/<key>. */
  REALTIME_PORT: z.coerce.number().int().optional(),
  S3_ENDPOINT: url.optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** smtp://user:password@host:port. Unset: mail to people is captured under DATA_DIR/mail. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "is not a smtp:// URL")
    .optional(),
  /** Sender of mails to people. */
  MAIL_FROM: z.string().min(3).default("Parley <no-reply@parley.invalid>"),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  /** OpenID issuer of the Google sign-in; only tests point it elsewhere. */
  GOOGLE_ISSUER: url.default("https://accounts.google.com"),
  /** Signs links, widget sessions and next-auth's own cookies. At least 32 characters. */
  APP_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  /** Comma-separated base64 keys of 32 bytes; the first encrypts, all decrypt. */
  ENCRYPTION_KEYS: z
    .string()
    .refine((keys) => keys.split(",").every((key) => Buffer.from(key.trim(), "base64").length === 32), "needs base64 of 32 bytes in every entry")
    .optional(),
  /** Bearer token of /metrics. Unset: only this machine may read it. */
  METRICS_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  /** Port on which a worker serves its own /metrics. Unset: it does not. */
  WORKER_METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  /** Days for which the raw bodies of what came in are kept, once everything in them was taken; 0: for ever. */
  INBOUND_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500).default(90),
  /** Seals what `parley backup` writes, and opens it again. At least 12 characters: a file can be guessed at for years. */
  BACKUP_PASSPHRASE: z.string().min(12, "needs at least 12 characters").optional(),
  /** debug, info, warn or error. */
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Env = z.output<typeof schema> & { DEMO: boolean };

/** Empty strings count as unset, so that `FOO= npm start` means the default. */
function given(source: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== ""));
}

/** Parses an environment. Throws one sentence that names the variable; a start with a bad value stops there. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(given(source));
  if (result.success) return { ...result.data, DEMO: result.data.DEMO ?? !(result.data.DATABASE_URL || result.data.PUBLIC_URL) };
  const issue = result.error.issues[0];
  throw new Error(`${issue?.path.join(".") ?? "environment"} ${issue?.message ?? "is not valid"}. Fix it or unset it to use the default.`);
}

let cached: Env | undefined;
const ofPlatforms = new Map<string, string | undefined>();

/** The process's environment, parsed once. The only reader of process.env in the product. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** What a child process gets: our own variables and those made for it, which win. For the launcher. */
export function childEnvironment(made: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...made } as NodeJS.ProcessEnv;
}

/** Values for what nobody has set, before anything reads the environment. For the command line, which finds out where the embedded server is. */
export function provideEnvironment(made: Record<string, string>): void {
  for (const [name, value] of Object.entries(made)) process.env[name] ||= value;
  cached = undefined;
  ofPlatforms.clear();
}

type PlatformVariable = "APP_ID" | "APP_SECRET" | "VERIFY_TOKEN" | "API_URL" | "AES_KEY" | "TOPIC" | "CONFIG_ID";

/** GOOGLE_CLIENT_ID is the name by which people know the one app that signs them in and reads their mailboxes. */
const ALSO_CALLED: Partial<Record<PlatformVariable, string>> = { APP_ID: "CLIENT_ID", APP_SECRET: "CLIENT_SECRET" };

/** Variables of one platform, by its kind: MESSENGER_APP_ID, WECHAT_OA_API_URL. Undefined where unset. */
export function platformEnv(kind: string, name: PlatformVariable): string | undefined {
  const id = `${kind}:${name}`;
  // Asked for with every webhook, and process.env is no plain object: reading it was a fortieth of the intake's time.
  if (!ofPlatforms.has(id)) ofPlatforms.set(id, readPlatform(kind.toUpperCase().replaceAll("-", "_"), name));
  return ofPlatforms.get(id);
}

function readPlatform(prefix: string, name: PlatformVariable): string | undefined {
  const other = ALSO_CALLED[name];
  return process.env[`${prefix}_${name}`] || (other && process.env[`${prefix}_${other}`]) || undefined;
}

/** A variable that must be there by now (the launcher makes the embedded ones). Throws naming it. */
export function required<K extends keyof Env>(name: K): NonNullable<Env[K]> {
  const value = env()[name];
  if (value === undefined || value === null) throw new Error(`${name} is not set, and only \`npm start\` can make one up. Set it.`);
  return value as NonNullable<Env[K]>;
}

/** The address the world uses, without a trailing slash. */
export function publicUrl(): string {
  const { PUBLIC_URL, PORT } = env();
  return (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, "");
}

/**
 * Tells next-auth the address the world uses: version 4 takes it from NEXTAUTH_URL alone and else assumes http://localhost:3000
 * (src/utils/detect-origin.ts of 4.24.15, read 2026-11-21).
 */
export function exposeAuthUrl(): void {
  process.env.NEXTAUTH_URL = `${publicUrl()}/api/auth`;
}
