import { Agent } from "node:http";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import { SYSTEM } from "@/server/access/actor";
import { createApiKey } from "@/server/auth/api-keys";
import { sessionCookieName } from "@/server/auth/session-cookie";
import { startSession } from "@/server/auth/start-session";
import { inTenant } from "@/server/db/in-tenant";
import { recordEvent } from "@/server/realtime/record-event";
import { TENANT_HEADER } from "@/server/trpc/context";
import type { AppRouter } from "@/server/trpc/router";
import { type BenchResult, benchResult, percentile, round } from "./bench-result";
import { get, postUpdate, update } from "./bot-http";
import { type BotTenant, conversationsOf, makeBotTenant } from "./bot-tenant";
import { startOwnProduct } from "./own-product";

const BEHIND = 10_000;
const PAGE = 1_000;
const TIMES = 20;
const GOAL_MS = 1_000;

/**
 * A client that is 10,000 changes behind until it is right again, over HTTP. An integration walks every page of /events. The
 * desk learns how far behind it is and asks anew for what it shows: list, counters, the open conversation and its messages.
 * `ratio` is the allowed second over the slowest of twenty, of either.
 */
export async function run(): Promise<BenchResult> {
  const product = await startOwnProduct();
  try {
    product.enter();
    const tenant = await makeBotTenant("Catch up");
    const conversations = await converse(product.url, tenant);
    const from = await change(tenant, conversations);
    const walks: number[] = [];
    const desks: number[] = [];
    const integration = await openIntegration(product.url, tenant);
    const desk = await openDesk(product.url, tenant, conversations[0] ?? "");
    for (let n = -2; n < TIMES; n++) {
      const [walkMs, deskMs] = [await timed(() => integration(from)), await timed(() => desk(from))];
      if (n < 0) continue;
      walks.push(walkMs);
      desks.push(deskMs);
    }
    const at = (sample: number[], share: number) =>
      round(
        percentile(
          [...sample].sort((a, b) => a - b),
          share,
        ),
        1,
      );
    const slowest = Math.max(...walks, ...desks);
    return benchResult({
      name: "catch-up",
      ratio: GOAL_MS / slowest,
      goal: 1,
      ok: slowest <= GOAL_MS,
      figures: { behind: BEHIND, walkP50Ms: at(walks, 0.5), walkMaxMs: at(walks, 1), deskP50Ms: at(desks, 0.5), deskMaxMs: at(desks, 1), walkPage: PAGE },
    });
  } finally {
    await product.stop();
  }
}

/** Fifty people write, so that the desk has something to show. */
async function converse(url: string, tenant: BotTenant): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  for (let n = 0; n < 50; n++) await postUpdate(new URL(tenant.webhookPath, url), { secret: tenant.secret, agent, update: update(n, n) });
  for (;;) {
    const conversations = await conversationsOf(tenant);
    if (conversations.length === 50) return conversations;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** 10,000 changes of these conversations, through the door. Gives the cursor before the first. */
async function change({ tenantId }: BotTenant, conversations: string[]): Promise<number> {
  const { rows } = await inTenant(tenantId, SYSTEM, ({ sql }) =>
    sql.query<{ event_cursor: number }>("select event_cursor from tenant_counters where tenant_id = $1", [tenantId]),
  );
  for (let n = 0; n < BEHIND; n += 100)
    await inTenant(tenantId, SYSTEM, async (scope) => {
      for (let i = 0; i < 100; i++) recordEvent(scope, { type: "conversation.updated", conversationId: conversations[(n + i) % conversations.length] });
    });
  return rows[0]?.event_cursor ?? 0;
}

type CatchUp = (from: number) => Promise<void>;

/** Walks the feed as the API's documentation says; throws when a change is missing. */
async function openIntegration(url: string, { tenantId }: BotTenant): Promise<CatchUp> {
  const { key } = await inTenant(tenantId, SYSTEM, (scope) => createApiKey(scope, { name: "bench", scopes: ["*"] }));
  const asking = { headers: { authorization: `Bearer ${key}` }, agent: new Agent({ keepAlive: true }) };
  return async (from) => {
    let after = from;
    for (;;) {
      const page = JSON.parse(await get(`${url}/api/v1/events?after=${after}&limit=${PAGE}`, asking)) as { data: { cursor: number }[]; nextCursor: string };
      if (page.data.length === 0) break;
      if (page.data.some((event, i) => event.cursor !== after + 1 + i)) throw new Error("the feed has a gap");
      after = Number(page.nextCursor);
    }
    if (after !== from + BEHIND) throw new Error(`the feed ended at ${after} instead of ${from + BEHIND}`);
  };
}

/** What components/realtime/feed.ts does when it is far behind, and what the screen then asks for. */
async function openDesk(url: string, { tenantId }: BotTenant, conversationId: string): Promise<CatchUp> {
  const { rows } = await inTenant(tenantId, SYSTEM, ({ sql }) =>
    sql.query<{ slug: string; user_id: string }>("select t.slug, a.user_id from tenants t join agents a on a.tenant_id = t.id where t.id = $1", [tenantId]),
  );
  const seat = rows[0];
  if (!seat) throw new Error("the benchmark's tenant has no owner");
  const { token } = await startSession({ userId: seat.user_id, client: { address: "127.0.0.1", userAgent: null }, previousToken: null });
  const headers = { cookie: `${sessionCookieName()}=${token}`, [TENANT_HEADER]: seat.slug };
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson, headers })] });
  return async (from) => {
    const page = await client.events.since.query({ after: from });
    if (page.cursor === from) throw new Error("the desk was told that it is not behind");
    const { cursor } = await client.events.since.query({ after: null });
    const [list] = await Promise.all([
      client.conversations.list.query({ view: "all", status: "open" }),
      client.conversations.counts.query(),
      client.conversations.get.query({ id: conversationId }),
      client.messages.list.query({ conversationId }),
    ]);
    if (cursor !== from + BEHIND || list.items.length !== 50) throw new Error("the desk is not right");
  };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}
