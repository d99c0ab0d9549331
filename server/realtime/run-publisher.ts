import type pg from "pg";
import { jobsPool } from "@/server/db/client";
import { WAKE_CHANNELS } from "@/server/db/wake";
import { collectPushes, markPublished, type Push } from "./publish-events";
import { pusher } from "./pusher";

/** Any constant nobody else uses: among many workers one publishes at a time; when it dies its connection frees the lock. */
const LEADER_LOCK = 7_262_754;
/** A lost notification costs at most this. */
const POLL_MS = 250;
const LEADER_RETRY_MS = 1_000;
// https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-batch-events: at most 10.
const BATCH = 10;

/** Publishes the tenants' changes until the signal: after the commit, in order, again after any failure. A push may be lost; the cursor decides. */
export async function runPublisher(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lead(signal).catch(() => {});
    await pause(LEADER_RETRY_MS, signal);
  }
}

/** Holds the leader's lock as long as its connection lives. Returns at once when another process leads. */
async function lead(signal: AbortSignal): Promise<void> {
  const client = await jobsPool().connect();
  try {
    const { rows } = await client.query<{ leads: boolean }>("select pg_try_advisory_lock($1) as leads", [LEADER_LOCK]);
    if (rows[0]?.leads) await publishAsLeader(client, signal);
  } finally {
    // Destroyed, not given back: the lock and the LISTEN end with the connection.
    client.release(true);
  }
}

async function publishAsLeader(client: pg.PoolClient, signal: AbortSignal): Promise<void> {
  let notify = () => {};
  let isLost = false;
  client.on("notification", () => notify());
  client.on("error", () => {
    isLost = true;
    notify();
  });
  await client.query(`listen ${WAKE_CHANNELS.events}`);
  while (!signal.aborted && !isLost) {
    const woken = new Promise<void>((resolve) => {
      notify = resolve;
    });
    await publishDue(client);
    await Promise.race([woken, pause(POLL_MS, signal)]);
  }
}

interface Due {
  tenant_id: string;
  cursor: number;
}

/** One round: every tenant with unpublished changes, a few at a time, so that one with many does not hold up the rest. */
async function publishDue(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<Due>(
    "select c.tenant_id, p.cursor from tenant_counters c join event_publications p using (tenant_id) where c.event_cursor > p.cursor limit 200",
  );
  for (let i = 0; i < rows.length; i += 8) await Promise.all(rows.slice(i, i + 8).map(publishTenant));
}

async function publishTenant({ tenant_id: tenantId, cursor: from }: Due): Promise<void> {
  const { pushes, cursor } = await collectPushes(tenantId, from);
  await pushAll(pushes);
  if (cursor > from) await markPublished(tenantId, cursor);
}

/** Throws when the push server is away; the leader then pauses and starts over from the same cursor. */
async function pushAll(pushes: Push[]): Promise<void> {
  for (let i = 0; i < pushes.length; i += BATCH) {
    const batch = pushes.slice(i, i + BATCH);
    const response =
      batch.length === 1 && batch[0] ? await pusher().trigger(batch[0].channel, batch[0].name, batch[0].data) : await pusher().triggerBatch(batch);
    if (response.status >= 500) throw new Error(`push server answers ${response.status}`);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
