import { SYSTEM } from "@/server/access/actor";
import { inbound } from "@/server/channels/messenger/inbound";
import { appPool, jobsPool } from "@/server/db/client";
import { inTenant } from "@/server/db/in-tenant";
import { prepareItems } from "@/server/intake/prepare-items";
import { storeEvents } from "@/server/intake/store-events";
import { type BenchResult, benchResult, round } from "./bench-result";
import { type BenchTenant, makeBenchTenant } from "./bench-tenant";
import { RoleProcess } from "./role";

const MESSAGES = 20_000;
const THREADS = 4_000;
const GOAL = 0.25;
const GOAL_BESIDE_INGEST = 0.1;
const CEILING_SECONDS = 5;

/**
 * One worker draining a backlog of 20,000 messages in 4,000 threads of one tenant with all effects (identities, contacts,
 * conversations, messages, events, jobs), divided by the single-row INSERT ceiling at 16 connections of the same run. Then
 * the same with webhooks coming in at full speed beside it.
 */
export async function run(): Promise<BenchResult> {
  const ceiling = await measureCeiling();
  const alone = await withTenant((tenant) => drainBacklog(tenant, { besideIngest: false }));
  const beside = await withTenant((tenant) => drainBacklog(tenant, { besideIngest: true }));
  return benchResult({
    name: "pipeline",
    ratio: alone.perSecond / ceiling,
    goal: GOAL,
    ok: alone.perSecond / ceiling >= GOAL && beside.perSecond / ceiling >= GOAL_BESIDE_INGEST && alone.isComplete,
    figures: {
      drainedPerSecond: alone.perSecond,
      insertCeilingPerSecond: ceiling,
      besideIngestPerSecond: beside.perSecond,
      besideIngestRatio: round(beside.perSecond / ceiling),
      ingestBesidePerSecond: beside.ingestPerSecond,
      isComplete: alone.isComplete,
    },
  });
}

async function measureCeiling(): Promise<number> {
  const role = await RoleProcess.start("insert-load", { connections: 16 });
  try {
    await role.go({ seconds: 1 });
    const { perSecond } = await role.go<{ perSecond: number }>({ seconds: CEILING_SECONDS });
    return perSecond;
  } finally {
    await role.stop();
  }
}

async function withTenant<T>(measure: (tenant: BenchTenant) => Promise<T>): Promise<T> {
  const tenant = await makeBenchTenant();
  try {
    return await measure(tenant);
  } finally {
    await tenant.remove();
  }
}

interface Drained {
  perSecond: number;
  ingestPerSecond: number;
  /** Every message is there, once, in its thread's order. */
  isComplete: boolean;
}

async function drainBacklog(tenant: BenchTenant, { besideIngest }: { besideIngest: boolean }): Promise<Drained> {
  await fillBacklog(tenant);
  const { appSecret, pageId } = tenant;
  const worker = await RoleProcess.start("drain", {});
  const server = besideIngest ? await RoleProcess.start("ingest-server", { appSecret }) : null;
  const load = besideIngest ? await RoleProcess.start("http-load", { appSecret, pageId, threads: 500 }) : null;
  try {
    const port = (server?.ready as { port: number } | undefined)?.port ?? 0;
    const ingest = load?.go<{ perSecond: number }>({ port, connections: 32, seconds: 8 });
    const { startedAt } = await worker.go<{ startedAt: number }>();
    const seconds = (await untilDrained(tenant, startedAt)) / 1_000;
    const ingestPerSecond = ingest ? (await ingest).perSecond : 0;
    return { perSecond: Math.round(MESSAGES / seconds), ingestPerSecond, isComplete: await isComplete(tenant) };
  } finally {
    await Promise.all([worker, server, load].map((role) => role?.stop()));
  }
}

/** As webhooks would have stored it: five messages a thread, spread, each an event of its own. */
export async function fillBacklog({ tenantId, channelId, pageId }: BenchTenant): Promise<void> {
  const receivedAt = new Date();
  const event = (number: number) => {
    const mid = `m_backlog_${number}`;
    const message = { mid, text: `Hello, this is message ${number} about my order. When will it arrive?` };
    const sender = { id: `88${String(number % THREADS).padStart(8, "0")}` };
    const messaging = [{ sender, recipient: { id: pageId }, timestamp: receivedAt.getTime() - MESSAGES + number, message }];
    const rawBody = Buffer.from(JSON.stringify({ object: "page", entry: [{ id: pageId, time: receivedAt.getTime(), messaging }] }));
    const request = { method: "POST", url: "/api/webhooks/messenger", query: {}, headers: {}, rawBody };
    const items = prepareItems(inbound.normalise(request, { app: null, channel: null }), receivedAt);
    return {
      kind: "messenger",
      source: "webhook" as const,
      channel: { tenantId, id: channelId },
      request,
      state: "accepted" as const,
      reason: null,
      receivedAt,
      items,
    };
  };
  for (let from = 0; from < MESSAGES; from += 500) {
    await storeEvents(
      appPool(),
      Array.from({ length: 500 }, (_, i) => event(from + i)),
    );
  }
  await jobsPool().query("analyze jobs.inbound_items; analyze jobs.lanes");
}

/** Milliseconds from the start until none of the backlog waits any more. */
async function untilDrained({ tenantId }: BenchTenant, startedAt: number): Promise<number> {
  for (;;) {
    const { rows } = await jobsPool().query(
      "select from jobs.inbound_items where tenant_id = $1 and state = 'waiting' and dedup_key like '%m_backlog_%' limit 1",
      [tenantId],
    );
    if (rows.length === 0) return Date.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function isComplete({ tenantId }: BenchTenant): Promise<boolean> {
  const { rows } = await inTenant(tenantId, SYSTEM, ({ sql }) =>
    sql.query<{ messages: number; conversations: number; disordered: number }>(
      `select count(*) as messages, count(distinct conversation_id) as conversations,
              count(*) filter (where provider_at < before) as disordered
         from (select conversation_id, provider_at, lag(provider_at) over (partition by conversation_id order by seq) as before from messages) m`,
    ),
  );
  const found = rows[0];
  return found?.messages === MESSAGES && found.conversations === THREADS && found.disordered === 0;
}
