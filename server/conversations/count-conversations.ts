import type { Actor } from "@/server/access/actor";
import { type VisibleSource, visibleSources } from "@/server/access/visibility";
import type { Scope } from "@/server/db/scope";
import { readerId } from "./conversation-view";

/** Counting stops here: the screen says 99+, and nobody waits for a count of a million. */
export const COUNT_CAP = 100;

export interface ConversationCounts {
  /** Open conversations by view, each at most 100. */
  mine: number;
  unassigned: number;
  all: number;
  /** Of mine, those with something unread. */
  mineUnread: number;
  /** By team id; teams without open conversations are absent. */
  teams: Record<string, number>;
}

/** How many open conversations each view has, capped. Indexes: conversations_mine, _unassigned, _ownerless, _status, _team. */
export async function countConversations(scope: Scope): Promise<ConversationCounts> {
  const values: unknown[] = [scope.tenantId, readerId(scope)];
  const sources = visibleSources(scope.actor, values);
  const seen = (view: string) => capped(sources.map((source) => openRows(source, view)).join(" union all "));
  const mine = `from conversations c where ${OPEN} and c.assignee_id = $2::uuid`;
  const read = `select r.read_inbound_count from conversation_reads r
    where r.tenant_id = $1 and r.agent_id = $2::uuid and r.conversation_id = c.id`;
  const isMineAlone = scope.actor.type === "agent" && scope.actor.visibility === "mine";
  const { rows } = await scope.sql.query<ConversationCounts>(
    `with mine as materialized (select c.team_id, least(count(*)::int, ${COUNT_CAP}) as n ${mine} group by c.team_id)
     select ${capped(`select ${mine} ${BY_INDEX}`)} as mine, ${isMineAlone ? "0" : seen("c.assignee_id is null")} as unassigned, ${seen("true")} as all,
            ${capped(`select ${mine} and c.inbound_count > coalesce((${read}), 0) ${BY_INDEX}`)} as "mineUnread",
            coalesce((select jsonb_object_agg(t.id, t.n) from (${teamCounts(scope.actor)}) t where t.n > 0), '{}') as teams`,
    values,
  );
  return rows[0] ?? { mine: 0, unassigned: 0, all: 0, mineUnread: 0, teams: {} };
}

const OPEN = "c.tenant_id = $1 and c.status = 'open'";
/** The indexes' own order, which costs them nothing: the planner then has no reason to read the table until it has found a hundred. */
const BY_INDEX = "order by c.last_activity_at desc";

function capped(rows: string): string {
  return `(select count(*)::int from (select from (${rows}) found limit ${COUNT_CAP}) few)`;
}

function openRows({ own, where }: VisibleSource, view: string): string {
  const rows = `(select from conversations c where ${OPEN} and ${where} and ${view} ${BY_INDEX} limit ${COUNT_CAP})`;
  return own ? `(select from ${own} own cross join lateral ${rows} c)` : rows;
}

/** Of a team of one's own (or of any, for who sees everything) all that is open; of another what is assigned to the reader. */
function teamCounts(actor: Actor): string {
  const all = capped(`select from conversations c where ${OPEN} and c.team_id = t.id ${BY_INDEX}`);
  const mine = "(select n from mine where mine.team_id = t.id)";
  const isMember = "exists (select from team_members tm where tm.tenant_id = $1 and tm.team_id = t.id and tm.agent_id = $2::uuid)";
  const counts = { all, mine, teams: `case when ${isMember} then ${all} else ${mine} end` };
  return `select t.id, ${counts[actor.type === "agent" ? actor.visibility : "all"]} as n from teams t where t.tenant_id = $1`;
}
