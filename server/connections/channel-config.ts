import { publicUrl } from "@/lib/env";
import type { ChannelAdapter, ChannelConfig } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { appTokens } from "./app-tokens";
import { channelTokens } from "./channel-tokens";
import { decryptCredentials } from "./credentials";
import { apiUrl, platformApp } from "./platform-app";

/** What of a channel's row its adapter needs; `credentials` as stored, encrypted. */
export interface ChannelRow {
  id: string;
  kind: string;
  accountId: string;
  credentials: Uint8Array;
  /** Only kinds with both sorts of address ask for it. */
  method?: string | null;
}

/** What an adapter may know of a channel. Throws `invalid` for a kind that nobody wrote, `bug` when the credentials do not open. */
export function channelConfig(tenantId: string, row: ChannelRow): ChannelConfig {
  const adapter = adapterOf(row.kind);
  const credentials = decryptCredentials(row.credentials);
  const platform = adapter.platformOf?.(credentials) ?? null;
  const app = platformApp(platform ?? row.kind);
  return {
    accountId: row.accountId,
    credentials,
    tokens: channelTokens(tenantId, row.id),
    appTokens: appTokens(platform ?? row.kind, app),
    app,
    apiUrl: apiUrl(adapter, platform),
    webhookUrl: webhookUrl(adapter, row),
  };
}

/**
 * Where the platform calls us: one URL of the kind, one of the channel, or "" for kinds that nobody calls. Of the kinds that know
 * both, a channel connected by consent speaks to our app, and one with secrets of its own to its own address.
 */
export function webhookUrl(
  adapter: Pick<ChannelAdapter, "kind" | "webhook" | "connect">,
  { id, method }: { id: string; method?: string | null | undefined },
): string {
  if (adapter.webhook === "none") return "";
  const base = `${publicUrl()}/api/webhooks/${adapter.kind}`;
  if (adapter.connect?.methods.find((m) => m.name === (method ?? adapter.connect?.methods[0]?.name))?.isFetched) return "";
  const isByConsent = adapter.connect?.methods.some((m) => m.how === "oauth" && m.name === method) ?? false;
  return adapter.webhook === "app" || (adapter.webhook === "either" && isByConsent) ? base : `${base}/${id}`;
}
