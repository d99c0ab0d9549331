import { SYSTEM } from "@/server/access/actor";
import { adapterOf } from "@/server/channels/registry";
import { webhookUrl } from "@/server/connections/channel-config";
import { inTenant } from "@/server/db/in-tenant";
import { accessTenant } from "./find-tenant";

/** `channel list`: every connected account of a tenant with its state. */
export async function listChannelsCommand(slug: string) {
  const { tenantId } = await accessTenant(slug);
  const rows = await inTenant(tenantId, SYSTEM, ({ db }) =>
    db.channel.findMany({
      where: { tenantId },
      select: { id: true, kind: true, name: true, accountId: true, status: true, statusReason: true, method: true },
      orderBy: { createdAt: "asc" },
    }),
  );
  return rows.map(({ id, method, ...row }) => ({ channelId: id, ...row, webhookUrl: webhookUrl(adapterOf(row.kind), { id, method }) }));
}
