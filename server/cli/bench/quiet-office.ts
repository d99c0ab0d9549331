import { Agent } from "node:http";
import PusherClient from "pusher-js";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import type { FeedEvent } from "@/server/realtime/feed-event";
import { pusher, realtimeConfig } from "@/server/realtime/pusher";
import { topics } from "@/server/realtime/topics";
import { postUpdate, update } from "./bot-http";
import { type BotTenant, conversationsOf, evenly, reply } from "./bot-tenant";

interface Rates {
  messagesPerSecond: number;
  repliesPerSecond: number;
  seconds: number;
}

interface Measured {
  /** From webhook sent to pointer heard, one a message. */
  messageMs: number[];
  /** From reply queued to accepted by the platform, by the database's own rows. */
  replyMs: number[];
  missing: number;
}

const PERSONS = 10;
const PATIENCE_MS = 30_000;

/** Tenants at ordinary work, measured: their customers write, they answer, and a screen of each listens. */
export class Office {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });
  private readonly heardAt = new Map<string, number>();
  private readonly sentAt = new Map<string, number>();
  private sent = 0;

  private constructor(
    private readonly url: string,
    private readonly tenants: BotTenant[],
    private readonly screens: PusherClient,
  ) {}

  /** Subscribed, and with ten conversations a tenant. */
  static async open(url: string, tenants: BotTenant[]): Promise<Office> {
    const office = new Office(url, tenants, connect(url));
    await Promise.all(tenants.map((tenant) => office.listen(tenant)));
    for (let person = 0; person < PERSONS; person++) await Promise.all(tenants.map((tenant) => office.write(tenant, person)));
    await office.until(async () => (await Promise.all(tenants.map(conversationsOf))).every((found) => found.length === PERSONS));
    return office;
  }

  /** So much traffic of every tenant's, and what it took. */
  async work({ messagesPerSecond, repliesPerSecond, seconds }: Rates): Promise<Measured> {
    const { tenants } = this;
    const since = new Date();
    this.sentAt.clear();
    const conversations = await Promise.all(tenants.map(conversationsOf));
    const tenantOf = (n: number) => n % tenants.length;
    const turn = (n: number) => Math.floor(n / tenants.length) % PERSONS;
    const [, replies] = await Promise.all([
      evenly({ perSecond: messagesPerSecond * tenants.length, seconds }, (n) => this.write(tenants[tenantOf(n)] as BotTenant, turn(n))),
      evenly({ perSecond: repliesPerSecond * tenants.length, seconds }, (n) =>
        reply(tenants[tenantOf(n)] as BotTenant, conversations[tenantOf(n)]?.[turn(n)] ?? ""),
      ),
    ]);
    const gather = () => Promise.all([this.messageTimes(since), this.replyTimes(since)]);
    await this.until(async () => {
      const [messageMs, replyMs] = await gather();
      return messageMs.length === this.sentAt.size && replyMs.length === replies;
    });
    const [messageMs, replyMs] = await gather();
    return { messageMs, replyMs, missing: this.sentAt.size - messageMs.length + replies - replyMs.length };
  }

  /** Until nothing waits any more, of nobody's. */
  async untilIdle(): Promise<void> {
    await this.until(async () => {
      const { jobsPool } = await import("@/server/db/client");
      const { rows } = await jobsPool().query("select from jobs.lanes union all select from graphile_worker._private_jobs where run_at <= now() limit 1");
      return rows.length === 0;
    });
  }

  close(): void {
    this.screens.disconnect();
    this.agent.destroy();
  }

  private async write(tenant: BotTenant, person: number): Promise<void> {
    const n = this.sent++;
    this.sentAt.set(`${tenant.tenantId} message ${n}`, performance.now());
    await postUpdate(new URL(tenant.webhookPath, this.url), { secret: tenant.secret, agent: this.agent, update: update(n, person) });
  }

  private async listen(tenant: BotTenant): Promise<void> {
    const topic = this.screens.subscribe(topics.tenant(tenant.tenantId));
    topic.bind("changed", (data: FeedEvent | { events: FeedEvent[] }) => {
      for (const event of "events" in data ? data.events : [data])
        if (event.type === "message.created" && event.messageId) this.heardAt.set(event.messageId, performance.now());
    });
    await new Promise((resolve, reject) => {
      topic.bind("pusher:subscription_succeeded", resolve);
      topic.bind("pusher:subscription_error", reject);
    });
  }

  private async messageTimes(since: Date): Promise<number[]> {
    const found = await Promise.all(
      this.tenants.map(({ tenantId }) =>
        inTenant(tenantId, SYSTEM, ({ sql }) =>
          sql.query<{ id: string; text: string }>("select id, text from messages where tenant_id = $1 and kind = 'inbound' and stored_at >= $2", [
            tenantId,
            since,
          ]),
        ),
      ),
    );
    return found.flatMap(({ rows }, i) =>
      rows.flatMap(({ id, text }) => {
        const sentAt = this.sentAt.get(`${this.tenants[i]?.tenantId} ${text}`);
        const heardAt = this.heardAt.get(id);
        return sentAt !== undefined && heardAt !== undefined ? [heardAt - sentAt] : [];
      }),
    );
  }

  private async replyTimes(since: Date): Promise<number[]> {
    const found = await Promise.all(
      this.tenants.map(({ tenantId }) =>
        inTenant(tenantId, SYSTEM, ({ sql }) =>
          sql.query<{ ms: number }>(
            "select extract(epoch from sent_at - created_at)::float8 * 1000 as ms from deliveries where tenant_id = $1 and created_at >= $2 and sent_at is not null",
            [tenantId, since],
          ),
        ),
      ),
    );
    return found.flatMap(({ rows }) => rows.map((row) => row.ms));
  }

  private async until(isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await isTrue()) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function connect(url: string): PusherClient {
  const { hostname, port } = new URL(url);
  return new PusherClient(realtimeConfig().key, {
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ["ws"],
    cluster: "",
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ channelName, socketId }, callback) => callback(null, pusher().authorizeChannel(socketId, channelName)),
    },
  });
}
