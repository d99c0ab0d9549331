import type { Actor, Visibility } from "@/server/access/actor";
import type { Role } from "@/server/access/roles";
import { listSeats } from "@/server/auth/list-seats";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { appRouter } from "@/server/trpc/router";
import { makeUser, type TestTenant } from "./factories";

export type AgentActor = Extract<Actor, { type: "agent" }>;

interface AgentOptions {
  name?: string;
  role?: Role;
  visibility?: Visibility;
  teamIds?: string[];
}

/** Another agent of the tenant, with a user of their own. */
export async function makeAgent(tenant: TestTenant, { name = "Priya Raman", role = "agent", visibility = "all", teamIds = [] }: AgentOptions = {}) {
  const userId = await makeUser(name);
  const actor: AgentActor = { type: "agent", id: newId(), userId, role, visibility, name };
  await tenant.door(async ({ sql, tenantId }) => {
    await sql.query("insert into agents (tenant_id, id, user_id, role, visibility, name) values ($1, $2, $3, $4, $5, $6)", [
      ...[tenantId, actor.id, userId, role, visibility, name],
    ]);
    await sql.query("insert into team_members (tenant_id, team_id, agent_id) select $1, unnest($2::uuid[]), $3", [tenantId, teamIds, actor.id]);
  });
  return { actor, door: <T>(fn: (scope: Scope) => Promise<T>, now?: Date) => inTenant(tenant.tenantId, actor, fn, { now }) };
}

/** A team without members. */
export async function makeTeam(tenant: TestTenant, name = "Returns"): Promise<string> {
  const id = newId();
  await tenant.door(({ sql, tenantId }) => sql.query("insert into teams (tenant_id, id, name) values ($1, $2, $3)", [tenantId, id, name]));
  return id;
}

/** A built-in channel: it needs no platform. */
export async function makeChannel(tenant: TestTenant, kind: "widget" | "api" = "widget"): Promise<string> {
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind, name: `${kind} of the test`, credentials: {} }));
  return channelId;
}

interface ConversationOptions {
  channelId?: string;
  contactName?: string;
  contactId?: string;
  status?: string;
  assigneeId?: string | null;
  teamId?: string | null;
  lastActivityAt?: Date;
  waitingSince?: Date | null;
  threadKey?: string;
  subject?: string | null;
}

export interface TestConversation {
  id: string;
  contactId: string;
  identityId: string;
  channelId: string;
  threadKey: string;
}

/** A conversation as intake leaves it, without messages. */
export async function makeConversation(tenant: TestTenant, options: ConversationOptions = {}): Promise<TestConversation> {
  const channelId = options.channelId ?? (await makeChannel(tenant));
  const ids = { id: newId(), contactId: options.contactId ?? newId(), identityId: newId() };
  const threadKey = options.threadKey ?? ids.identityId;
  const at = options.lastActivityAt ?? new Date();
  await tenant.door(async ({ sql, tenantId }) => {
    if (!options.contactId)
      await sql.query("insert into contacts (tenant_id, id, name) values ($1, $2, $3)", [tenantId, ids.contactId, options.contactName ?? "Lucía Fernández"]);
    await sql.query("insert into identities (tenant_id, id, contact_id, kind, scope, value) values ($1, $2, $3, 'widget', $4, $5)", [
      ...[tenantId, ids.identityId, ids.contactId, channelId, ids.identityId],
    ]);
    await sql.query(
      `insert into conversations (tenant_id, id, number, status, contact_id, channel_id, identity_id, thread_key, assignee_id, team_id,
                                  last_activity_at, waiting_since, created_at, subject, resolved_at)
       select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12, case when $3 = 'resolved' then $10::timestamptz end
         from conversations`,
      [
        ...[tenantId, ids.id, options.status ?? "open", ids.contactId, channelId, ids.identityId, threadKey, options.assigneeId, options.teamId],
        ...[at, options.waitingSince, options.subject],
      ],
    );
  });
  return { ...ids, channelId, threadKey };
}

/** The customer's next message, written as the drain writes it. */
export async function addInbound(tenant: TestTenant, conversation: TestConversation, text: string): Promise<{ id: string; seq: number }> {
  const id = newId();
  const at = new Date();
  const { rows } = await tenant.door(({ sql, tenantId }) =>
    sql.query<{ seq: number }>(
      `with numbered as (
         update conversations set last_seq = last_seq + 1, inbound_count = inbound_count + 1, last_inbound_at = $8, last_activity_at = $8,
                waiting_since = coalesce(waiting_since, $8), preview = $7, preview_kind = 'inbound', preview_author = null
          where tenant_id = $1 and id = $3 returning last_seq)
       insert into messages (tenant_id, id, conversation_id, seq, kind, channel_id, identity_id, author_type, author_id, text, provider_at, stored_at)
       select $1, $2, $3, last_seq, 'inbound', $4, $5, 'contact', $6, $7, $8, $8 from numbered returning seq`,
      [tenantId, id, conversation.id, conversation.channelId, conversation.identityId, conversation.contactId, text, at],
    ),
  );
  return { id, seq: rows[0]?.seq ?? 0 };
}

/** The screens' own API as this user in this workspace: everything but the cookie is the real path. */
export function callerOf(userId: string, tenantSlug: string | null) {
  const user = { id: userId, name: "Test", email: `${userId}@example.test`, locale: "en", theme: "system", emailVerifiedAt: null } as const;
  const client = { address: "203.0.113.7", userAgent: null };
  return appRouter.createCaller({ requestId: newId(), tenantSlug, client, findSession: async () => ({ sessionId: newId(), user }), listSeats });
}
