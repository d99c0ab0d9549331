import { SendError, TransportError } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import type { JobContext } from "@/server/jobs/define-job";
import { enqueue } from "@/server/jobs/enqueue";
import type { Channel } from "./access-channel";
import { channelConfig } from "./channel-config";
import { pollChannel } from "./poll-channel.job";
import { setChannelStatus } from "./set-channel-status";
import { transport } from "./transport";

type Health = { status: "live" | "degraded" | "action-needed"; reason: string | null };

/** One that is being connected has its own job; after this it was made without one (by the API, unverified) or was forgotten, and is asked as well. */
const CONNECTING_MS = 10 * 60_000;

/** Every connected channel whose kind can be asked, one after the other: a platform that hangs costs its own time-out only. */
export async function checkTenantChannels(context: Pick<JobContext, "tenantId" | "inTenant">): Promise<void> {
  const channels = await context.inTenant(({ db, now }) => {
    const isSettled = [{ status: { not: "connecting" } }, { statusChangedAt: { lt: new Date(now.getTime() - CONNECTING_MS) } }];
    return db.channel.findMany({ where: { disconnectedAt: null, OR: isSettled } });
  });
  for (const channel of channels) {
    const health = await ask(context.tenantId, channel);
    if (health) await context.inTenant((scope) => setChannelStatus(scope, channel.id, health));
    await catchUp(context, channel);
  }
}

/**
 * A platform that only calls to say that there is something may call in vain. Under a key of its own: one that a callback asked for
 * has the callback's token, and is not to be replaced by one that has none. Whoever holds a connection open catches up by it.
 */
async function catchUp({ inTenant }: Pick<JobContext, "inTenant">, { id, kind }: Channel): Promise<void> {
  const adapter = findAdapter(kind);
  if (!adapter?.poll || adapter.gateway) return;
  await inTenant((scope) => enqueue(scope, pollChannel, { channelId: id, hint: null, account: null }, { key: `${id} catch-up` }));
}

async function ask(tenantId: string, channel: Channel): Promise<Health | null> {
  const adapter = findAdapter(channel.kind);
  if (!adapter?.health) return null;
  try {
    const config = channelConfig(tenantId, channel);
    return warned(await adapter.health.check(config, transport), adapter.refresh?.expiresAt?.(config.credentials) ?? null, new Date());
  } catch (error) {
    if (error instanceof SendError) return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    if (error instanceof TransportError) return { status: "degraded", reason: `The platform does not answer (${error.message}).` };
    throw error;
  }
}

/** A person is told in time: renewing by ourselves has failed for weeks by then, or this platform knows no renewing. */
const WARN_DAYS = 7;

/** A live channel whose credentials end within a week is degraded, and says on which day. Pure. */
export function warned(health: Health, expiresAt: Date | null, now: Date): Health {
  if (health.status !== "live" || !expiresAt || expiresAt.getTime() - now.getTime() > WARN_DAYS * 86_400_000) return health;
  return { status: "degraded", reason: `expires ${expiresAt.toISOString().slice(0, 10)}` };
}
