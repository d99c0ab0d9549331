import { setTimeout as pause } from "node:timers/promises";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { type ChannelRef, findChannel } from "@/server/intake/find-channel";
import { drainAll } from "@/server/intake/run-lanes";
import { storeEvent } from "@/server/intake/store-event";

/** What somebody wrote, in the form of POST /channels/{id}/inbound. */
export interface SeedInbound {
  externalId: string;
  from: { externalId: string; name: string; email?: string };
  text: string;
  providerAt: Date;
}

/** A channel of kind api, through which a seed's customers write. */
export async function createApiChannel(tenantId: string, name: string): Promise<ChannelRef> {
  const { channelId } = await inTenant(tenantId, SYSTEM, (scope) => createChannel(scope, { kind: "api", name, credentials: {} }));
  const channel = await findChannel("api", channelId);
  if (!channel) throw new Error("the channel just made is not there");
  return channel;
}

/** Stores a message as intake does for every source. It becomes a message when the lanes are drained. */
export async function writeAsCustomer(channel: ChannelRef, message: SeedInbound): Promise<void> {
  const body = { ...message, providerAt: message.providerAt.toISOString(), attachments: [] };
  await storeEvent({
    source: "api",
    channel,
    request: {
      method: "POST",
      url: `/api/v1/channels/${channel.id}/inbound`,
      query: {},
      headers: { "content-type": "application/json", "x-request-id": message.externalId },
      rawBody: new TextEncoder().encode(JSON.stringify(body)),
    },
  });
}

/** Resolves when nothing of the tenant waits any more, drained here or by a worker that runs beside. Throws after a minute. */
export async function untilDrained(tenantId: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 100) {
    await drainAll(tenantId);
    const { rowCount } = await jobsPool().query("select from jobs.inbound_items where tenant_id = $1 and state = 'waiting' limit 1", [tenantId]);
    if (rowCount === 0) return;
    await pause(100);
  }
  throw new Error("the seeded messages were not drained within a minute");
}
