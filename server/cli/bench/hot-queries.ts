import type pg from "pg";
import { type Actor, SYSTEM } from "@/server/access/actor";
import { countConversations } from "@/server/conversations/count-conversations";
import { getConversation } from "@/server/conversations/get-conversation";
import { listConversations } from "@/server/conversations/list-conversations";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope, Sql } from "@/server/db/scope";
import { loadBatch } from "@/server/intake/load-batch";
import type { LaneItem } from "@/server/intake/world";
import { claimDelivery, isDeliveryDue } from "@/server/messages/claim-delivery";
import { listMessages, messagesByIds } from "@/server/messages/list-messages";
import { currentCursor, listEvents } from "@/server/realtime/list-events";
import type { BigTenant } from "./big-tenant";

/** A statement as the product sent it. */
export interface HotQuery {
  /** Of the use case that sent it. */
  name: string;
  text: string;
  values: unknown[];
}

type UseCase = (scope: Scope) => Promise<unknown>;

/** One conversation of the tenant, with what hangs on it. */
interface Sample {
  conversationId: string;
  contactId: string;
  messageId: string;
  threadKey: string;
  visitor: string;
}

/**
 * What an open screen, a change of it and a message that comes in ask the database: every statement that these use cases
 * send, as they send it. Nothing is copied, so a query that changes is measured as it has become. All is rolled back.
 */
export async function captureHotQueries(tenant: BigTenant): Promise<HotQuery[]> {
  const sample = await findSample(tenant);
  const captured: HotQuery[] = [];
  const add = async (actor: Actor, useCases: [string, UseCase][]) => {
    for (const useCase of useCases) captured.push(...(await capture(tenant, actor, useCase)));
  };
  const screens = Object.entries(screenUseCases(tenant, sample));
  for (const { name, actor } of tenant.readers)
    await add(
      actor,
      screens.map(([of, useCase]) => [`${of} (${name})`, useCase]),
    );
  await add(SYSTEM, Object.entries(workerUseCases(tenant, sample)));
  return captured;
}

function screenUseCases({ teamId }: BigTenant, { conversationId, contactId, messageId }: Sample): Record<string, UseCase> {
  const page = { status: "open", limit: 50 } as const;
  return {
    "list, newest": (scope) => listConversations(scope, { ...page, view: "all", sort: "newest" }),
    "list, waiting": (scope) => listConversations(scope, { ...page, view: "all", sort: "waiting" }),
    "list, mine": (scope) => listConversations(scope, { ...page, view: "mine", sort: "newest" }),
    "list, unassigned": (scope) => listConversations(scope, { ...page, view: "unassigned", sort: "newest" }),
    "list, team": (scope) => listConversations(scope, { ...page, view: "team", teamId, sort: "waiting" }),
    "list, every status": (scope) => listConversations(scope, { view: "all", sort: "newest", limit: 50 }),
    "counters and unread": countConversations,
    conversation: (scope) => getConversation(scope, conversationId).catch(() => null),
    thread: (scope) => listMessages(scope, { conversationId, limit: 50 }).catch(() => null),
    "messages that changed": (scope) => messagesByIds(scope, [messageId]),
    "the contact's conversations": (scope) => listConversations(scope, { view: "all", sort: "newest", limit: 20, filter: { contactId } }),
    "changes after a cursor": (scope) => listEvents(scope, { after: 10, limit: 500 }),
    "where the feed stands": currentCursor,
  };
}

function workerUseCases({ channelId }: BigTenant, { conversationId, threadKey, visitor, messageId }: Sample): Record<string, UseCase> {
  const from = { scope: channelId, value: visitor };
  const event = { type: "message", from, text: "Hello again", externalId: "x1", replyTo: { externalId: "x2" } };
  const item = {
    id: 1,
    channelId,
    laneKey: threadKey,
    thread: threadKey,
    dedupKey: "d1",
    eventId: messageId,
    position: 0,
    receivedAt: new Date(),
    providerAt: null,
    event,
  };
  return {
    "a message comes in": (scope) => loadBatch(scope, [item as unknown as LaneItem]),
    "a reply leaves": (scope) => claimDelivery(scope, conversationId),
    "is there more to send": (scope) => isDeliveryDue(scope, conversationId),
  };
}

const ROLLED_BACK = Symbol("rolled back");

async function capture({ tenantId }: BigTenant, actor: Actor, [name, useCase]: [string, UseCase]): Promise<HotQuery[]> {
  const queries: HotQuery[] = [];
  const run = async (scope: Scope) => {
    const query: Sql["query"] = (text, values = []) => {
      queries.push({ name, text, values });
      return scope.sql.query(text, values);
    };
    await useCase({ ...scope, sql: { query } });
    throw ROLLED_BACK;
  };
  await inTenant(tenantId, actor, run).catch((error: unknown) => {
    if (error !== ROLLED_BACK) throw error;
  });
  return queries;
}

async function findSample({ tenantId, readers }: BigTenant): Promise<Sample> {
  const { rows } = await inTenant(tenantId, SYSTEM, ({ sql }) =>
    sql.query<Sample>(
      `select c.id as "conversationId", c.contact_id as "contactId", m.id as "messageId", c.thread_key as "threadKey", i.value as visitor
         from conversations c join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.seq = 1
         join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
        where c.tenant_id = $1 and c.assignee_id = $2 and c.status = 'open' order by c.number limit 1`,
      [tenantId, readers[0]?.actor.id],
    ),
  );
  if (!rows[0]) throw new Error("the benchmark's tenant has no conversation");
  return rows[0];
}

/** Enters the tenant on a connection of one's own, for statements that were captured. Rolls back whatever they did. */
export async function inCaptured<T>(client: pg.ClientBase, tenantId: string, run: () => Promise<T>): Promise<T> {
  await client.query("begin");
  await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
  try {
    return await run();
  } finally {
    await client.query("rollback");
  }
}
