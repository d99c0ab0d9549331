import { inbound } from "@/server/channels/telegram/inbound";
import { appPool, jobsPool } from "@/server/db/client";
import { prepareItems } from "@/server/intake/prepare-items";
import { analyseAll } from "@/server/intake/refresh-statistics";
import { storeEvents } from "@/server/intake/store-events";
import { update } from "./bot-http";
import { type BotTenant, conversationsOf, reply } from "./bot-tenant";

interface Past {
  messages: number;
  persons: number;
  replies: number;
}

const QUIET: Past = { messages: 500, persons: 50, replies: 40 };
const NOISY: Past = { messages: 17_000, persons: 3_000, replies: 1_500 };
const SETTLED_WITHIN_MS = 120_000;
const PER_STATEMENT = 500;
const WRITERS = 8;

/**
 * Gives the tenants a past, 25,000 messages and 2,140 answers in all, through the product itself: stored as webhooks store them and
 * drained by its worker. Resolves when all of it is done and the statistics are those of the night after.
 */
export async function liveThrough(quiet: BotTenant[], noisy: BotTenant): Promise<void> {
  const lives = [...quiet.map((tenant) => ({ tenant, past: QUIET })), { tenant: noisy, past: NOISY }];
  for (const { tenant, past } of lives) await receive(tenant, past);
  await untilNothingWaits();
  const answers = (await Promise.all(lives.map(({ tenant, past }) => answersOf(tenant, past)))).flat();
  const write = async () => {
    for (let next = answers.pop(); next; next = answers.pop()) await next();
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await untilNothingWaits();
  await analyseAll();
}

/** Without the HTTP: what happens before an event is stored leaves no trace in the database. */
async function receive({ tenantId, channelId, webhookPath }: BotTenant, { messages, persons }: Past): Promise<void> {
  const receivedAt = new Date();
  const event = (n: number) => {
    // Numbers and people that the measurement does not use.
    const rawBody = Buffer.from(JSON.stringify(update(1_000_000 + n, 10_000 + (n % persons))));
    const request = { method: "POST", url: webhookPath, query: {}, headers: {}, rawBody };
    const items = prepareItems(inbound.normalise(request, { app: null, channel: null }), receivedAt);
    const channel = { tenantId, id: channelId };
    return { kind: "telegram", source: "webhook" as const, channel, request, state: "accepted" as const, reason: null, receivedAt, items };
  };
  for (let from = 0; from < messages; from += PER_STATEMENT) {
    const length = Math.min(PER_STATEMENT, messages - from);
    await storeEvents(
      appPool(),
      Array.from({ length }, (_, i) => event(from + i)),
    );
  }
}

async function answersOf(tenant: BotTenant, { replies }: Past): Promise<(() => Promise<void>)[]> {
  const conversations = await conversationsOf(tenant);
  return Array.from({ length: replies }, (_, n) => () => reply(tenant, conversations[n % conversations.length] ?? ""));
}

async function untilNothingWaits(): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const { rows } = await jobsPool().query("select from jobs.lanes union all select from graphile_worker._private_jobs where run_at <= now() limit 1");
    if (rows.length === 0) return;
    if (performance.now() > deadline) throw new Error("the benchmark's past was not drained in time");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
