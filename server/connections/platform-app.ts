import { createHmac } from "node:crypto";
import { platformEnv, required } from "@/lib/env";
import { APP_SETTINGS, type AppCredentials, type AppSetting, type ChannelAdapter, type Secrets } from "@/server/channels/contract";

/**
 * Our own app at a platform, from <PLATFORM>_APP_ID and <PLATFORM>_APP_SECRET; null when they are not set.
 * The verify token is the environment's, else derived from APP_SECRET: the same in every process without being stored.
 */
export function platformApp(platform: string): AppCredentials | null {
  const appId = platformEnv(platform, "APP_ID");
  const appSecret = platformEnv(platform, "APP_SECRET");
  if (!appId || !appSecret) return null;
  return { appId, appSecret, verifyToken: platformEnv(platform, "VERIFY_TOKEN") ?? derivedToken(platform), settings: settingsOf(platform) };
}

/** Base URL of a platform's API: its own, or what <PLATFORM>_API_URL says (a simulator, a proxy). No trailing slash. `platform`: one of the kind's further ones. */
export function apiUrl(adapter: Pick<ChannelAdapter, "kind" | "apiUrl" | "platforms">, platform?: string | null): string {
  const own = platform ? adapter.platforms?.[platform] : adapter.apiUrl;
  return (platformEnv(platform ?? adapter.kind, "API_URL") ?? own ?? "").replace(/\/+$/, "");
}

/** Everything an adapter may be shown to judge and read a request; `channel` where the URL or the poll names one. */
export function secretsOf(adapter: Pick<ChannelAdapter, "kind" | "platforms">, channel: Secrets["channel"]): Secrets {
  const further = Object.keys(adapter.platforms ?? {}).flatMap((platform) => {
    const app = platformApp(platform);
    return app ? [[platform, app] as const] : [];
  });
  return {
    app: platformApp(adapter.kind),
    ...(further.length > 0 && { apps: Object.fromEntries(further) }),
    channel: channel && { accountId: channel.accountId, credentials: channel.credentials },
  };
}

function settingsOf(platform: string): AppCredentials["settings"] {
  const settings: AppCredentials["settings"] = {};
  for (const [name, variable] of Object.entries(APP_SETTINGS) as [AppSetting, (typeof APP_SETTINGS)[AppSetting]][]) {
    const value = platformEnv(platform, variable);
    if (value) settings[name] = value;
  }
  return settings;
}

function derivedToken(platform: string): string {
  return createHmac("sha256", required("APP_SECRET")).update(`verify-token:${platform}`).digest("base64url");
}
