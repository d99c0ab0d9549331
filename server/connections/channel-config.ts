import { createHmac } from "node:crypto";
import { platformEnv, publicUrl, required } from "@/lib/env";
import type { AppCredentials, ChannelAdapter, ChannelConfig } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { decryptCredentials } from "./credentials";
import { processTokens } from "./process-tokens";

/** What of a channel's row its adapter needs; `credentials` as stored, encrypted. */
export interface ChannelRow {
  id: string;
  kind: string;
  accountId: string;
  credentials: Uint8Array;
}

/** What an adapter may know of a channel. Throws `invalid` for a kind that nobody wrote, `bug` when the credentials do not open. */
export function channelConfig(row: ChannelRow): ChannelConfig {
  const adapter = adapterOf(row.kind);
  const credentials = decryptCredentials(row.credentials);
  return {
    accountId: row.accountId,
    credentials,
    tokens: processTokens(`channel ${row.id}`, credentials),
    appTokens: processTokens(`app ${row.kind}`, null),
    app: platformApp(row.kind),
    apiUrl: apiUrl(adapter),
    webhookUrl: webhookUrl(adapter, row.id),
  };
}

/** Base URL of the platform's API: the platform's own, or what <KIND>_API_URL says (a simulator, a proxy). No trailing slash. */
export function apiUrl(adapter: Pick<ChannelAdapter, "kind" | "apiUrl">): string {
  return (platformEnv(adapter.kind, "API_URL") ?? adapter.apiUrl).replace(/\/+$/, "");
}

/** Where the platform calls us: one URL of the kind, one of the channel, or "" for kinds that nobody calls. */
export function webhookUrl(adapter: Pick<ChannelAdapter, "kind" | "webhook">, channelId: string): string {
  if (adapter.webhook === "none") return "";
  const base = `${publicUrl()}/api/webhooks/${adapter.kind}`;
  return adapter.webhook === "app" ? base : `${base}/${channelId}`;
}

/**
 * Our own app at a platform, from <KIND>_APP_ID and <KIND>_APP_SECRET; null when they are not set.
 * The verify token is the environment's, else derived from APP_SECRET: the same in every process without being stored.
 */
export function platformApp(kind: string): AppCredentials | null {
  const appId = platformEnv(kind, "APP_ID");
  const appSecret = platformEnv(kind, "APP_SECRET");
  if (!appId || !appSecret) return null;
  return { appId, appSecret, verifyToken: platformEnv(kind, "VERIFY_TOKEN") ?? derivedToken(kind) };
}

function derivedToken(kind: string): string {
  return createHmac("sha256", required("APP_SECRET")).update(`verify-token:${kind}`).digest("base64url");
}
