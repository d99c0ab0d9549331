import type pg from "pg";
import { jobsPool } from "@/server/db/client";
import { prepared } from "@/server/db/prepared";
import { WAKE_CHANNELS } from "@/server/db/wake";
import { TenantSlots } from "@/server/jobs/tenant-slots";
import { log } from "@/server/log";
import { collectPushes, markPublished, type Push } from "./publish-events";
import { pusher } from "./pusher";

/** Any constant nobody else uses: among many workers one publishes at a time; when it dies its connection frees the lock. */
const LEADER_LOCK = 7_262_754;
/** A lost notification costs at most this. */
const POLL_MS = 250;
const LEADER_RETRY_MS = 1_000;
// https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-batch-events: at most 10.
const BATCH = 10;
const TENANTS_AT_ONCE = 16;

/** Publishes the tenants' changes until the signal: after the commit, in order, again after any failure. A push may be lost; the cursor decides. */
export async function runPublisher(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lead(signal).catch((error: unknown) => log().warn({ err: error }, "publishing stopped, starts again"));
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
  const round = new Round();
  let isLost = false;
  client.on("notification", () => round.notify());
  client.on("error", () => {
    isLost = true;
    round.notify();
  });
  await client.query(`listen ${WAKE_CHANNELS.events}`);
  // The one statement of this connection is sent at every change of anybody's. Left to itself the server plans it each time anew.
  await client.query("set plan_cache_mode = force_generic_plan");
  try {
    while (!signal.aborted && !isLost && !round.failure) {
      const woken = round.next();
      await round.start(client);
      await Promise.race([woken, pause(POLL_MS, signal)]);
    }
  } finally {
    await round.end();
  }
  if (round.failure) throw round.failure;
}

interface Due {
  tenant_id: string;
  cursor: number;
}

/**
 * Publications in work: several tenants at a time, each on its own. Nobody waits for the others' to end, so one with much to
 * publish holds up itself alone. One publication a tenant, or pointers would overtake each other.
 */
class Round {
  notify = () => {};
  failure: unknown;
  private readonly slots = new TenantSlots(1);
  private readonly running = new Set<Promise<void>>();
  private last = "00000000-0000-0000-0000-000000000000";

  /** Resolves when there may be something to do. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.notify = resolve;
    });
  }

  /** Begins with the tenants that have unpublished changes, in turn around the circle, as many as there is room for. */
  async start(client: pg.PoolClient): Promise<void> {
    const room = TENANTS_AT_ONCE - this.running.size;
    if (room === 0) return;
    const { rows } = await prepared(client).query<Due>(
      `select c.tenant_id, p.cursor from tenant_counters c join event_publications p using (tenant_id)
        where c.event_cursor > p.cursor and c.tenant_id <> all($1::uuid[]) order by c.tenant_id <= $2, c.tenant_id limit $3`,
      [this.slots.holders(), this.last, room],
    );
    for (const due of rows) this.begin(due);
  }

  /** Waits for what is in work. */
  async end(): Promise<void> {
    await Promise.all(this.running);
  }

  private begin(due: Due): void {
    if (!this.slots.take(due.tenant_id)) return;
    this.last = due.tenant_id;
    const publication = publishTenant(due)
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.slots.free(due.tenant_id);
        this.running.delete(publication);
        this.notify();
      });
    this.running.add(publication);
  }
}

async function publishTenant({ tenant_id: tenantId, cursor: from }: Due): Promise<void> {
  const { pushes, cursor } = await collectPushes(tenantId, from);
  await pushAll(pushes);
  if (cursor > from) await markPublished(tenantId, cursor);
}

/** Throws when the push server is away; the leader then ends its round, pauses and starts over from the same cursor. */
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
