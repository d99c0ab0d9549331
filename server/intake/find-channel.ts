import { decryptCredentials } from "@/server/connections/credentials";
import { appPool } from "@/server/db/client";
import { asUnavailable } from "@/server/db/db-errors";
import { isId } from "@/server/db/ids";

/** A channel as intake needs it, before its tenant is known. */
export interface ChannelRef {
  tenantId: string;
  id: string;
  kind: string;
  accountId: string;
  credentials: unknown;
}

interface Row {
  tenant_id: string;
  id: string;
  kind: string;
  account_id: string;
  credentials: Buffer;
  disconnected_at: Date | null;
}

/** The channel a webhook URL names; null when there is none of that kind. Throws `unavailable` while the database is away. */
export async function findChannel(kind: string, channelId: string): Promise<(ChannelRef & { isDisconnected: boolean }) | null> {
  if (!isId(channelId)) return null;
  const { rows } = await appPool()
    .query<Row>("select tenant_id, id, kind, account_id, credentials, disconnected_at from lookup.channel_by_id($1)", [channelId])
    .catch((error: unknown) => {
      throw asUnavailable(error);
    });
  const row = rows[0];
  if (!row || row.kind !== kind) return null;
  return {
    tenantId: row.tenant_id,
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    credentials: decryptCredentials(row.credentials),
    isDisconnected: row.disconnected_at !== null,
  };
}
