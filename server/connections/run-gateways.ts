import { SYSTEM } from "@/server/access/actor";
import { type ChannelAdapter, SendError } from "@/server/channels/contract";
import { adapterOf, listAdapters } from "@/server/channels/registry";
import { jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { wake } from "@/server/db/wake";
import { locksLost, tryHoldLock } from "@/server/jobs/hold-lock";
import { log } from "@/server/log";
import { channelConfig } from "./channel-config";
import { findPolled, pollOnce, storePulled } from "./poll-channel";
import { setChannelStatus } from "./set-channel-status";
import { transport } from "./transport";

/** New channels are noticed, and lost connections opened again, at this pace. */
const LOOK_MS = 5_000;
const MAX_PAUSE_MS = 60_000;
/** Credentials that were refused are tried again at this pace, in case the platform was at fault; new ones at once. */
const REFUSED_PAUSE_MS = 15 * 60_000;

interface Held {
  tenantId: string;
  id: string;
}

/**
 * Holds the standing connections of channels whose platform speaks over one, until the signal. Among many workers each
 * channel's connection is held by one: a lock on a database session that dies with its process.
 */
export async function runGateways(signal: AbortSignal): Promise<void> {
  const held = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    const channels = await listGatewayChannels().catch(() => []);
    for (const channel of channels) {
      if (held.has(channel.id)) continue;
      held.set(
        channel.id,
        holdGateway(channel, signal)
          .catch(() => {})
          .finally(() => held.delete(channel.id)),
      );
    }
    await pause(LOOK_MS, signal);
  }
  await Promise.all(held.values());
}

async function listGatewayChannels(): Promise<Held[]> {
  const kinds = listAdapters().flatMap(({ kind, gateway }) => (gateway ? [kind] : []));
  if (kinds.length === 0) return [];
  const { rows } = await jobsPool().query<{ tenant_id: string; id: string }>("select tenant_id, id from lookup.channels_of_kinds($1)", [kinds]);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Leads one channel's connection as long as the locks' session lives; returns at once when another worker does. All share that session: mailboxes are many. */
export async function holdGateway(channel: Held, signal: AbortSignal): Promise<void> {
  const lost = locksLost();
  const release = await tryHoldLock(`gateway ${channel.id}`);
  if (!release) return;
  try {
    await keepOpen(channel, AbortSignal.any([signal, lost]));
  } finally {
    await release();
  }
}

/** Opens the connection again and again, with growing pauses while it fails, until the channel is gone or the signal. */
async function keepOpen(channel: Held, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (!(await runOnce(channel, signal))) return;
      failures = 0;
    } catch (error) {
      failures += 1;
      log().warn({ tenantId: channel.tenantId, channelId: channel.id, failures, err: error }, "standing connection ended");
      if (error instanceof SendError && error.kind === "auth") await awaitCredentials(channel, error.message, signal);
    }
    await pause(Math.min(2 ** failures * 500, MAX_PAUSE_MS), signal);
  }
}

/** Says what a person must do and waits for it: knocking on with a refused password locks accounts. */
async function awaitCredentials({ tenantId, id }: Held, reason: string, signal: AbortSignal): Promise<void> {
  const credentials = async () => {
    const channel = await inTenant(tenantId, SYSTEM, (scope) => findPolled(scope, id)).catch(() => null);
    return channel && Buffer.from(channel.credentials).toString("base64");
  };
  const refused = await credentials();
  await inTenant(tenantId, SYSTEM, (scope) => setChannelStatus(scope, id, { status: "action-needed", reason }));
  for (let waitedMs = 0; waitedMs < REFUSED_PAUSE_MS && !signal.aborted; waitedMs += LOOK_MS) {
    await pause(LOOK_MS, signal);
    if ((await credentials()) !== refused) return;
  }
}

/** One connection's life. False when the channel is gone. Each message is stored with the place to resume from before the next is read. */
async function runOnce({ tenantId, id }: Held, signal: AbortSignal): Promise<boolean> {
  let channel = await inTenant(tenantId, SYSTEM, (scope) => findPolled(scope, id));
  const gateway = channel && (adapterOf(channel.kind) as ChannelAdapter).gateway;
  if (!channel || !gateway) return false;
  const onRaw = async (raw: Uint8Array, cursor?: unknown) => {
    const current = channel;
    if (!current) return;
    const isOurs = await inTenant(tenantId, SYSTEM, (scope) => storePulled(scope, current, { raw: [{ body: raw }], cursor, source: "gateway" }));
    if (!isOurs) throw new Error("the channel was taken over or disconnected");
    channel = { ...current, cursor: cursor === undefined ? current.cursor : cursor };
    wake("lanes");
  };
  const door = { tenantId, inTenant: <T>(work: (scope: Scope) => Promise<T>) => inTenant(tenantId, SYSTEM, work) };
  const pull = async () => {
    await pollOnce(door, id, null);
    await door.inTenant(async (scope) => {
      if (!(await findPolled(scope, id))) throw new Error("the channel was disconnected");
      await leaveConnecting(scope, id);
    });
  };
  await gateway.run({ config: channelConfig(tenantId, channel), cursor: channel.cursor, signal, onRaw, pull }, transport);
  return true;
}

/** A channel that was made without asking the platform is live as soon as it answers. */
async function leaveConnecting(scope: Scope, id: string): Promise<void> {
  const { rowCount } = await scope.sql.query("select from channels where tenant_id = $1 and id = $2 and status = 'connecting'", [scope.tenantId, id]);
  if (rowCount) await setChannelStatus(scope, id, { status: "live", reason: null });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, signal.aborted ? 0 : ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
