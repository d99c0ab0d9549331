import { visibleConversations } from "@/server/access/visibility";
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

/** How many open conversations each view has, capped. Indexes: conversations_mine, _unassigned, _status, _team. */
export async function countConversations(scope: Scope): Promise<ConversationCounts> {
  const values: unknown[] = [scope.tenantId, readerId(scope)];
  const visible = visibleConversations(scope.actor, "c", values);
  const capped = (where: string, joins = "") =>
    `(select count(*)::int from (select from conversations c ${joins} where c.tenant_id = $1 and c.status = 'open' and ${visible} and ${where} limit ${COUNT_CAP}) few)`;
  const reads = "left join conversation_reads r on r.tenant_id = c.tenant_id and r.agent_id = $2::uuid and r.conversation_id = c.id";
  const { rows } = await scope.sql.query<ConversationCounts>(
    `select ${capped("c.assignee_id = $2::uuid")} as mine, ${capped("c.assignee_id is null")} as unassigned, ${capped("true")} as all,
            ${capped("c.assignee_id = $2::uuid and c.inbound_count > coalesce(r.read_inbound_count, 0)", reads)} as "mineUnread",
            coalesce((select jsonb_object_agg(t.id, t.n) from (
              select t.id, ${capped("c.team_id = t.id")} as n from teams t where t.tenant_id = $1) t where t.n > 0), '{}') as teams`,
    values,
  );
  return rows[0] ?? { mine: 0, unassigned: 0, all: 0, mineUnread: 0, teams: {} };
}
