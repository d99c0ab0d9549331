import { SendError, TransportError } from "@/server/channels/contract";
import { findAdapter, listAdapters } from "@/server/channels/registry";
import type { JobContext } from "@/server/jobs/define-job";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { log } from "@/server/log";
import { accessChannel } from "./access-channel";
import { channelConfig } from "./channel-config";
import { encryptCredentials } from "./credentials";
import { setChannelStatus } from "./set-channel-status";
import { transport } from "./transport";
import { untilStored } from "./until-stored";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/** Every connected channel whose credentials are to be renewed before they die. What fails for one says so there and stops no other. */
export async function refreshTenantCredentials(door: Door): Promise<void> {
  const kinds = listAdapters().flatMap(({ kind, refresh }) => (refresh ? [kind] : []));
  if (kinds.length === 0) return;
  const channels = await door.inTenant(({ db }) => db.channel.findMany({ where: { disconnectedAt: null, kind: { in: kinds } }, select: { id: true } }));
  for (const { id } of channels) await refreshAlone(door, id);
}

/** One process at a time: a refresh token that is good once must not be spent twice. */
async function refreshAlone(door: Door, channelId: string): Promise<void> {
  const release = await tryHoldLock(`refresh ${channelId}`);
  if (!release) return;
  try {
    await refreshOne(door, channelId);
  } catch (error) {
    if (error instanceof TransportError || (error instanceof SendError && error.kind !== "auth")) {
      // There is time: adapters renew long before the end, and the next hour tries again.
      log().warn({ tenantId: door.tenantId, channelId, err: error }, "credentials were not renewed");
    } else if (error instanceof SendError) {
      await door.inTenant((scope) => setChannelStatus(scope, channelId, { status: "action-needed", reason: error.message }));
    } else throw error;
  } finally {
    await release();
  }
}

async function refreshOne(door: Door, channelId: string): Promise<void> {
  const channel = await door.inTenant((scope) => accessChannel(scope, channelId));
  const fresh = await findAdapter(channel.kind)?.refresh?.refresh({ config: channelConfig(door.tenantId, channel), now: new Date() }, transport);
  if (fresh) await store(door, { channelId, old: channel.credentials, fresh });
}

/** Compared and swapped: somebody may have connected the channel anew meanwhile, and theirs are the newer ones. */
async function store(door: Door, { channelId, old, fresh }: { channelId: string; old: Uint8Array; fresh: unknown }): Promise<void> {
  const credentials = encryptCredentials(fresh);
  await untilStored(() =>
    door.inTenant(({ sql, tenantId }) =>
      sql.query("update channels set credentials = $4 where tenant_id = $1 and id = $2 and credentials = $3", [
        ...[tenantId, channelId],
        ...[Buffer.from(old), credentials],
      ]),
    ),
  );
}
