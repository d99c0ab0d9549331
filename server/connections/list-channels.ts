import type { Capabilities } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import type { Channel } from "./access-channel";
import { webhookUrl } from "./channel-config";

export interface ChannelView {
  id: string;
  kind: string;
  name: string;
  accountId: string;
  status: string;
  statusReason: string | null;
  statusChangedAt: Date;
  webhookUrl: string | null;
  settings: Record<string, unknown>;
  capabilities: Capabilities | null;
  createdAt: Date;
}

/** A channel as screens and API show it: nothing of its credentials. */
export function channelView(row: Omit<Channel, "credentials">): ChannelView {
  const adapter = findAdapter(row.kind);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    accountId: row.accountId,
    status: row.status,
    statusReason: row.statusReason,
    statusChangedAt: row.statusChangedAt,
    webhookUrl: (adapter && webhookUrl(adapter, row)) || null,
    settings: row.settings as Record<string, unknown>,
    capabilities: adapter?.capabilities ?? null,
    createdAt: row.createdAt,
  };
}

/** All channels of the tenant, the disconnected ones last. A tenant has dozens, not thousands. */
export async function listChannels({ db, tenantId }: Scope): Promise<ChannelView[]> {
  const rows = await db.channel.findMany({
    where: { tenantId },
    omit: { credentials: true },
    orderBy: [{ disconnectedAt: { sort: "asc", nulls: "first" } }, { createdAt: "asc" }],
  });
  return rows.map(channelView);
}
