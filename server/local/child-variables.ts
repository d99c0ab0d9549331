import { env, platformEnv } from "@/lib/env";
import { APP_SETTINGS, type AppSetting } from "@/server/channels/contract";
import type { MailServersPlan } from "./plan-mail-servers";
import type { Secrets } from "./secrets";
import type { Settings, SimulatedPlatform } from "./settings";

type Variables = Record<string, string>;

/** The environment that web, worker and the command line work in: what the operator set wins over what was made here. */
export function productVariables(settings: Settings, secrets: Secrets, database: { appUrl: string; ownerUrl: string }): Variables {
  const { APP_SECRET, ENCRYPTION_KEYS, OUTBOUND_ALLOW, LOG_LEVEL } = env();
  const { mail } = settings;
  const mailbox = mail ? [`127.0.0.1:${mail.ports.imap}`, `127.0.0.1:${mail.ports.smtp}`] : [];
  const simulated = settings.platforms.filter((p) => !platformEnv(p.kind, "API_URL"));
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    NEXTAUTH_URL: settings.publicUrl,
    DEMO: settings.isDemo ? "1" : "0",
    DATA_DIR: settings.dataDir,
    DATABASE_URL: database.appUrl,
    DATABASE_MIGRATION_URL: database.ownerUrl,
    APP_SECRET: APP_SECRET ?? secrets.appSecret,
    ENCRYPTION_KEYS: ENCRYPTION_KEYS ?? secrets.encryptionKeys,
    LOG_LEVEL: settings.isDemo && LOG_LEVEL === "info" ? "warn" : LOG_LEVEL,
    OUTBOUND_ALLOW: [OUTBOUND_ALLOW, ...simulated.map((p) => `127.0.0.1:${p.port}`), ...mailbox].filter(Boolean).join(","),
    ...realtimeVariables(settings, secrets),
    ...Object.assign({}, ...simulated.map(platformVariables)),
    // Nothing of a mailbox is asked there: it says where the demo's customers have their mail program.
    ...(mail && { EMAIL_API_URL: `http://127.0.0.1:${mail.ports.page}` }),
  };
}

/** Key, secret and address of the embedded Pusher-protocol server; nothing where another one is used. */
export function realtimeVariables({ realtimePort }: Settings, { pusher }: Secrets): Variables {
  if (!realtimePort) return {};
  return {
    REALTIME_PORT: String(realtimePort),
    PUSHER_APP_ID: pusher.appId,
    PUSHER_KEY: pusher.key,
    PUSHER_SECRET: pusher.secret,
    PUSHER_HOST: `127.0.0.1:${realtimePort}`,
  };
}

/** What every simulator needs to play its part: its own port and app, and where the product is. */
export function simulatorVariables(settings: Settings): Variables {
  return {
    NODE_ENV: "production",
    PARLEY_URL: `http://127.0.0.1:${settings.port}`,
    DATA_DIR: settings.dataDir,
    SIMULATORS: JSON.stringify(settings.platforms),
  };
}

function platformVariables({ kind, port, appId, appSecret, verifyToken, ...settings }: SimulatedPlatform): Variables {
  const prefix = kind.toUpperCase().replaceAll("-", "_");
  return {
    [`${prefix}_API_URL`]: `http://127.0.0.1:${port}`,
    [`${prefix}_APP_ID`]: appId,
    [`${prefix}_APP_SECRET`]: appSecret,
    [`${prefix}_VERIFY_TOKEN`]: verifyToken,
    ...Object.fromEntries((Object.keys(APP_SETTINGS) as AppSetting[]).map((name) => [`${prefix}_${APP_SETTINGS[name]}`, settings[name] ?? ""])),
  };
}

/** For the demo's mail servers, a process beside the other simulators: what ends it ends no platform. */
export function mailVariables(settings: Settings, { ports, folder, appSecret }: MailServersPlan): Variables {
  const { page: port, ...mailPorts } = ports;
  return { ...simulatorVariables(settings), SIMULATORS: JSON.stringify([{ kind: "mail", port, appSecret, folder, mailPorts }]) };
}
