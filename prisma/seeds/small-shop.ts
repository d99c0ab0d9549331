import { createChannel } from "@/server/connections/create-channel";
import { assign } from "@/server/conversations/assign";
import { setPriority } from "@/server/conversations/set-priority";
import { setStatus } from "@/server/conversations/set-status";
import { setTags } from "@/server/conversations/set-tags";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { ChannelRef } from "@/server/intake/find-channel";
import { sendReply } from "@/server/messages/send-reply";
import { createApiChannel, untilDrained, writeAsCustomer } from "./api-channel";
import { connectSimulators } from "./connect-simulators";
import { type AgentActor, seatColleague } from "./demo-people";
import { type SeedLine, type SeedThread, SMALL_SHOP_THREADS } from "./small-shop-threads";

type People = Record<"maya" | "jonas" | "na", AgentActor>;

interface Shop {
  tenantId: string;
  people: People;
  channel: ChannelRef;
  now: Date;
}

/** Fills an empty tenant with a small shop's morning: colleagues, a team, channels and threads, all through the use cases. */
export async function fillSmallShop({ tenantId, owner, password }: { tenantId: string; owner: AgentActor; password: string }): Promise<void> {
  const jonas = await seatColleague(owner, tenantId, { email: "jonas@demo.parley.test", name: "Jonas Weber", role: "agent", locale: "en", password });
  const na = await seatColleague(owner, tenantId, { email: "na@demo.parley.test", name: "李娜", role: "supervisor", locale: "zh-CN", password });
  await makeTeam(tenantId, owner, [jonas, na]);
  await inTenant(tenantId, owner, (scope) => createChannel(scope, { kind: "widget", name: "Web shop", credentials: {} }));
  await connectSimulators(tenantId, owner);
  const channel = await createApiChannel(tenantId, "Order service");
  await writeThreads({ tenantId, people: { maya: owner, jonas, na }, channel, now: new Date() });
}

function makeTeam(tenantId: string, owner: AgentActor, members: AgentActor[]): Promise<void> {
  return inTenant(tenantId, owner, async ({ db }) => {
    const id = newId();
    await db.team.create({ data: { tenantId, id, name: "Customer service" } });
    await db.teamMember.createMany({ data: members.map((member) => ({ tenantId, teamId: id, agentId: member.id })) });
  });
}

/** Round by round, so that each thread's lines are stored in the order in which they were said. */
async function writeThreads(shop: Shop): Promise<void> {
  const rounds = Math.max(...SMALL_SHOP_THREADS.map((thread) => thread.lines.length));
  for (let round = 0; round < rounds; round++) {
    const due = SMALL_SHOP_THREADS.flatMap((thread) => (thread.lines[round] ? [{ thread, line: thread.lines[round] as SeedLine }] : []));
    for (const { thread, line } of due) {
      if (line.by === "customer") await say(shop, thread, line);
      else await reply(shop, thread, line);
    }
    await untilDrained(shop.tenantId);
  }
  for (const thread of SMALL_SHOP_THREADS) await settle(shop, thread);
}

const at = ({ now }: Shop, line: SeedLine) => new Date(now.getTime() - line.minutesAgo * 60_000);

function say(shop: Shop, { customer }: SeedThread, line: SeedLine): Promise<void> {
  return writeAsCustomer(shop.channel, {
    externalId: `${customer.id}-${line.minutesAgo}`,
    from: { externalId: customer.id, name: customer.name, email: customer.email },
    text: line.text,
    providerAt: at(shop, line),
  });
}

async function reply(shop: Shop, thread: SeedThread, line: SeedLine): Promise<void> {
  if (line.by === "customer") return;
  const send = { clientMessageId: newId(), text: line.text, attachments: [], isNote: line.isNote ?? false };
  await inTenant(shop.tenantId, shop.people[line.by], async (scope) => sendReply(scope, { ...send, conversationId: await conversationOf(shop, thread) }), {
    now: at(shop, line),
  });
}

async function settle(shop: Shop, thread: SeedThread): Promise<void> {
  const id = await conversationOf(shop, thread);
  const { assignee, tags, priority, status } = thread;
  await inTenant(shop.tenantId, shop.people.maya, async (scope) => {
    if (assignee) await assign(scope, { id, assigneeId: shop.people[assignee].id });
    if (tags) await setTags(scope, { id, tags });
    if (priority) await setPriority(scope, { id, priority });
    const snoozedUntil = status === "snoozed" ? new Date(shop.now.getTime() + 20 * 3_600_000).toISOString() : undefined;
    if (status) await setStatus(scope, { id, status, snoozedUntil });
  });
}

function conversationOf({ tenantId, people, channel }: Shop, { customer }: SeedThread): Promise<string> {
  return inTenant(tenantId, people.maya, async ({ db }) => {
    const found = await db.conversation.findFirstOrThrow({ where: { tenantId, channelId: channel.id, threadKey: customer.id }, select: { id: true } });
    return found.id;
  });
}
