import { randomInt, randomUUID } from "node:crypto";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { sendReply } from "@/server/messages/send-reply";
import { createTenant } from "@/server/tenants/create-tenant";

export interface BotTenant {
  tenantId: string;
  channelId: string;
  /** Path on the product's address. */
  webhookPath: string;
  secret: string;
}

/** A tenant with one Telegram bot, in the database that this process works on. */
export async function makeBotTenant(name: string): Promise<BotTenant> {
  const userId = newId();
  await outsideTenants((sql) => sql.query("insert into users (id, email, name) values ($1, $2, $3)", [userId, `bench-${userId}@example.test`, name]));
  const { tenantId } = await createTenant({ name, timeZone: "UTC", locale: "en", owner: { userId, name } });
  const secret = "bench-secret";
  const credentials = { botToken: `${randomInt(1e9, 2e9)}:${"A".repeat(35)}`, webhookSecret: secret };
  const { channelId, webhookUrl } = await inTenant(tenantId, SYSTEM, (scope) =>
    createChannel(scope, { kind: "telegram", name: "Bot", credentials, verify: true }),
  );
  return { tenantId, channelId, webhookPath: new URL(webhookUrl).pathname, secret };
}

/** The tenant's conversations so far. */
export async function conversationsOf({ tenantId }: BotTenant): Promise<string[]> {
  const { rows } = await inTenant(tenantId, SYSTEM, ({ sql }) => sql.query<{ id: string }>("select id from conversations where tenant_id = $1", [tenantId]));
  return rows.map((row) => row.id);
}

/** Queues a reply, as a person's click does. */
export async function reply({ tenantId }: BotTenant, conversationId: string): Promise<void> {
  await inTenant(tenantId, SYSTEM, (scope) =>
    sendReply(scope, { conversationId, clientMessageId: randomUUID(), text: "It is on its way.", attachments: [], isNote: false }),
  );
}

/** Calls `act` so many times a second, evenly, for so many seconds; resolves when all that it began has ended. Gives how often. */
export async function evenly({ perSecond, seconds }: { perSecond: number; seconds: number }, act: (n: number) => Promise<void>): Promise<number> {
  const startMs = performance.now();
  const acts: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = startMs + (n * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const started = act(n);
    // It is waited for below; until then its failure is not nobody's.
    started.catch(() => {});
    acts.push(started);
  }
  await Promise.all(acts);
  return acts.length;
}
