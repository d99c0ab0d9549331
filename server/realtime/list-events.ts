import { visibleConversations } from "@/server/access/visibility";
import type { Scope } from "@/server/db/scope";
import { EVENT_COLUMNS, type EventRow, type FeedEvent, feedEvent } from "./feed-event";

interface ListEventsInput {
  /** Changes after this cursor; null: nothing, only where the feed stands now. */
  after: number | null;
  limit: number;
}

export interface FeedPage {
  events: FeedEvent[];
  /** Where to go on, also past changes this reader may not see. */
  cursor: number;
}

/**
 * The tenant's changes after a cursor, in order, without a gap; what the reader may not see is left out (G5), but for one:
 * a conversation that was taken from an agent is still told to them, so that it leaves their list.
 * Index: primary key (tenant_id, cursor). Each conversation is looked up by its key: as "exists" the planner made a table of all
 * that the reader may see, and looked there.
 */
export async function listEvents(scope: Scope, { after, limit }: ListEventsInput): Promise<FeedPage> {
  if (after === null) return { events: [], cursor: await currentCursor(scope) };
  const values: unknown[] = [scope.tenantId, after, limit];
  const visible = visibleConversations(scope.actor, "c", values);
  const takenAway = scope.actor.type === "agent" ? `or e.data->>'previousAssigneeId' = $${values.push(scope.actor.id)}` : "";
  const { rows } = await scope.sql.query<EventRow & { visible: boolean }>(
    `select ${EVENT_COLUMNS},
            e.conversation_id is null or coalesce((select true from conversations c where c.tenant_id = e.tenant_id and c.id = e.conversation_id and ${visible}), false) ${takenAway} as visible
       from events e where e.tenant_id = $1 and e.cursor > $2 order by e.cursor limit $3`,
    values,
  );
  return { events: rows.filter((row) => row.visible).map(feedEvent), cursor: rows.at(-1)?.cursor ?? after };
}

/** The cursor of the tenant's newest change; 0 when nothing has happened yet. */
export async function currentCursor(scope: Scope): Promise<number> {
  const { rows } = await scope.sql.query<{ event_cursor: number }>("select event_cursor from tenant_counters where tenant_id = $1", [scope.tenantId]);
  return rows[0]?.event_cursor ?? 0;
}
