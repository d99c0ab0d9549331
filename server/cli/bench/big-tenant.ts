import type pg from "pg";
import { type Actor, SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import { createTenant } from "@/server/tenants/create-tenant";

type AgentActor = Extract<Actor, { type: "agent" }>;

export interface BigTenant {
  tenantId: string;
  channelId: string;
  teamId: string;
  readers: { name: string; actor: AgentActor }[];
}

const TEAMS = 10;
const EVENT_COUNT = 20_000;
/** A specialist's team has so few, spread over all that is open, in a tenant of whatever size. */
const SPECIAL = 60;

/**
 * A tenant with so many conversations, made by sets: a tenth open (each with a team, three of five with an assignee, two of
 * three waiting), some pending and snoozed, the rest resolved; one message in each, an answer in every
 * fifth, and 20,000 changes in the feed. Its readers see
 * everything, their two teams', a small team's, and their own. `owner` writes past foreign keys and policies.
 */
export async function makeBigTenant(owner: pg.Client, conversations: number): Promise<BigTenant> {
  const { tenantId, channelId } = await makeTenant(conversations);
  await owner.query("set session_replication_role = replica");
  const { agents, teams, special } = await addPeople(owner, tenantId, agentsFor(conversations));
  await owner.query(
    "create temp table person as select number, gen_random_uuid() as contact_id, gen_random_uuid() as identity_id from generate_series(0, $1::int) number",
    [Math.floor(conversations / 5)],
  );
  for (const text of [CONTACTS, CONVERSATIONS, MESSAGES, ANSWERS, DELIVERIES, PARTS, ATTACHMENTS, TAGS, READS, EVENTS])
    await owner.query(
      fill(text),
      named(text, { tenantId, channelId, conversations, agents, teams, special, step: Math.max(1, Math.floor(conversations / 10 / SPECIAL)) }),
    );
  await owner.query(
    "update tenant_counters set conversation_number = $2, event_cursor = (select max(cursor) from events where tenant_id = $1) where tenant_id = $1",
    [tenantId, conversations],
  );
  await owner.query("drop table person");
  const seat = (index: number, visibility: AgentActor["visibility"]): AgentActor => {
    const id = agents[index] ?? "";
    return { type: "agent", id, userId: id, role: "agent", visibility, name: `Agent ${index}` };
  };
  const readers = [
    { name: "all", actor: seat(0, "all") },
    { name: "teams", actor: seat(1, "teams") },
    { name: "specialist", actor: seat(2, "teams") },
    { name: "mine", actor: seat(3, "mine") },
  ];
  return { tenantId, channelId, teamId: teams[0] ?? "", readers };
}

async function makeTenant(conversations: number): Promise<{ tenantId: string; channelId: string }> {
  const userId = newId();
  await outsideTenants((sql) => sql.query("insert into users (id, email, name) values ($1, $2, 'Bench')", [userId, `bench-${userId}@example.test`]));
  const { tenantId } = await createTenant({ name: `Bench ${conversations}`, timeZone: "UTC", locale: "en", owner: { userId, name: "Bench" } });
  const { channelId } = await inTenant(tenantId, SYSTEM, (scope) => createChannel(scope, { kind: "widget", name: "Shop", credentials: {} }));
  return { tenantId, channelId };
}

/** So many that one person has between sixty and a hundred and fifty open. */
function agentsFor(conversations: number): number {
  return Math.min(400, Math.max(10, Math.floor(conversations / 1_000)));
}

/** Agent 1 is in two of the big teams, agent 2 in the small one alone. */
async function addPeople(owner: pg.Client, tenantId: string, count: number): Promise<{ agents: string[]; teams: string[]; special: string }> {
  const agents = Array.from({ length: count }, newId);
  const teams = Array.from({ length: TEAMS }, newId);
  const special = newId();
  await owner.query("insert into users (id, email, name) select id, id || '@example.test', 'Agent' from unnest($1::uuid[]) id", [agents]);
  await owner.query(
    "insert into agents (tenant_id, id, user_id, role, name) select $1, id, id, 'agent', 'Agent ' || ord from unnest($2::uuid[]) with ordinality a(id, ord)",
    [tenantId, agents],
  );
  await owner.query("insert into teams (tenant_id, id, name) select $1, id, 'Team ' || id from unnest($2::uuid[]) id", [tenantId, [...teams, special]]);
  await owner.query("insert into team_members (tenant_id, team_id, agent_id) values ($1, $2, $5), ($1, $3, $5), ($1, $4, $6)", [
    ...[tenantId, teams[0], teams[1], special],
    ...[agents[1], agents[2]],
  ]);
  return { agents, teams, special };
}

const CONTACTS = `
  with c as (insert into contacts (tenant_id, id, name, email) select :tenantId::uuid, contact_id, 'Contact ' || number, number || '@example.test' from person)
  insert into identities (tenant_id, id, contact_id, kind, scope, value)
  select :tenantId::uuid, identity_id, contact_id, 'widget', :channelId::uuid::text, 'visitor ' || number from person`;

// k counts what is open. Activity is spread over two years, the first number the newest; the special team's every step-th.
const CONVERSATIONS = `
  insert into conversations (tenant_id, id, number, status, contact_id, channel_id, identity_id, thread_key, assignee_id, team_id, last_seq,
         inbound_count, last_inbound_at, last_activity_at, waiting_since, snoozed_until, resolved_at, preview, preview_kind, created_at)
  select :tenantId::uuid, gen_random_uuid(), n, status, contact_id, :channelId::uuid, identity_id, 't' || n,
         case when status = 'resolved' or (k % 5 < 3 and not is_special) then (:agents::uuid[])[1 + k % cardinality(:agents::uuid[])] end,
         case when is_special then :special::uuid when status <> 'resolved' then (:teams::uuid[])[1 + (k / 7) % ${TEAMS}] end,
         case when n % 5 = 0 then 2 else 1 end, 1, at, at, case when status = 'open' and k % 3 > 0 then at end,
         case when status = 'snoozed' then now() + interval '1 day' end, case when status = 'resolved' then at end, 'Where is my order?', 'inbound', at
    from (select n, n / 10 as k, contact_id, identity_id, now() - n * (interval '730 days' / :conversations::int) as at, n % 10 = 0 and (n / 10) % :step::int = 0 as is_special,
                 case when n % 10 = 0 then 'open' when n % 20 = 1 then 'pending' when n % 100 = 2 then 'snoozed' else 'resolved' end as status
            from generate_series(1, :conversations::int) n join person on person.number = n % (:conversations::int / 5)) c`;

const MESSAGES = `
  insert into messages (tenant_id, id, conversation_id, seq, kind, channel_id, identity_id, author_type, author_id, text, dedup_key, external_id, provider_at, received_at, stored_at)
  select tenant_id, gen_random_uuid(), id, 1, 'inbound', channel_id, identity_id, 'contact', contact_id, 'Where is my order ' || number || '?', 'd' || number, 'x' || number,
         last_activity_at, last_activity_at, last_activity_at
    from conversations where tenant_id = :tenantId::uuid`;

const ANSWERS = `
  insert into messages (tenant_id, id, conversation_id, seq, kind, channel_id, identity_id, author_type, author_id, text, stored_at)
  select tenant_id, gen_random_uuid(), id, 2, 'outbound', channel_id, identity_id, 'agent', assignee_id, 'It is on its way.', last_activity_at
    from conversations where tenant_id = :tenantId::uuid and last_seq = 2`;

const DELIVERIES = `
  insert into deliveries (tenant_id, id, message_id, conversation_id, channel_id, identity_id, status, not_before, attempts, sent_at, created_at)
  select tenant_id, gen_random_uuid(), id, conversation_id, channel_id, identity_id, case when hashtext(id::text) % 50 = 0 then 'failed' else 'sent' end,
         stored_at, 1, stored_at, stored_at
    from messages where tenant_id = :tenantId::uuid and kind = 'outbound'`;

const PARTS = `
  insert into delivery_parts (tenant_id, delivery_id, part, channel_id, external_id, started_at, sent_at)
  select tenant_id, id, 0, channel_id, 'p' || id, sent_at, sent_at from deliveries where tenant_id = :tenantId::uuid`;

const ATTACHMENTS = `
  insert into attachments (tenant_id, id, message_id, position, kind, state)
  select tenant_id, gen_random_uuid(), id, 0, 'location', 'inline' from messages where tenant_id = :tenantId::uuid and hashtext(id::text) % 20 = 0`;

const EVENTS = `
  insert into events (tenant_id, cursor, type, at, conversation_id, actor_type)
  select tenant_id, number + (select max(e.cursor) from events e where e.tenant_id = :tenantId::uuid), 'conversation.updated', created_at, id, 'system' from conversations where tenant_id = :tenantId::uuid and number <= ${EVENT_COUNT}`;

const TAGS = `insert into conversation_tags (tenant_id, conversation_id, tag) select tenant_id, id, 'vip' from conversations where tenant_id = :tenantId::uuid and number % 10 in (0, 3)`;

// Every agent has read half of what is theirs.
const READS = `
  insert into conversation_reads (tenant_id, agent_id, conversation_id, read_seq, read_inbound_count)
  select tenant_id, assignee_id, id, 1, 1 from conversations where tenant_id = :tenantId::uuid and assignee_id is not null and status = 'open' and number % 20 = 0`;

const PLACEHOLDER = /(?<!:):([a-z]\w*)(?=::)/gi;

/** ":name::type" as the statement's own $1, $2, in order of appearance. */
function fill(text: string): string {
  const names = namesIn(text);
  return text.replace(PLACEHOLDER, (_, name: string) => `$${names.indexOf(name) + 1}`);
}

function named(text: string, values: Record<string, unknown>): unknown[] {
  return namesIn(text).map((name) => values[name]);
}

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ""))];
}
