import { notFound } from "@/lib/errors";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

export interface Channel {
  id: string;
  kind: string;
  name: string;
  accountId: string;
  status: string;
  statusReason: string | null;
  statusChangedAt: Date;
  credentials: Uint8Array;
  settings: unknown;
  createdAt: Date;
  disconnectedAt: Date | null;
  method: string | null;
  grantedBy: string | null;
  webhookSeenAt: Date | null;
  templatesSyncedAt: Date | null;
  templatesFailure: string | null;
}

/** The only way from a channel's id to its row. Another tenant's and a missing one look the same: not-found. */
export async function accessChannel(scope: Scope, id: string): Promise<Channel> {
  const row = isId(id) ? await scope.db.channel.findUnique({ where: { tenantId_id: { tenantId: scope.tenantId, id } } }) : null;
  if (!row) throw notFound("channel");
  return row;
}
