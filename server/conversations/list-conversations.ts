import * as z from "zod";
import { type ConversationRow, type listConversationsInput, STATUSES } from "@/lib/schemas/conversation";
import type { Page } from "@/lib/schemas/page";
import { type VisibleSource, visibleSources } from "@/server/access/visibility";
import { decodeCursor, encodeCursor, malformedCursor } from "@/server/db/cursor";
import { isId } from "@/server/db/ids";
import { micros, microsSql } from "@/server/db/micros";
import type { Scope } from "@/server/db/scope";
import { type ConversationFilter, filterConditions } from "./conversation-filter";
import { type ConversationDbRow, conversationRow, ROW_COLUMNS, readerId, rowJoins } from "./conversation-view";

export interface ListConversationsInput extends z.output<typeof listConversationsInput> {
  filter?: ConversationFilter;
}

/** `waiting` lists those who wait, longest first, and then (`rest`) everybody else, newest first. */
type Phase = "newest" | "waiting" | "rest";

const PHASES: Record<"newest" | "waiting", Phase[]> = { newest: ["newest"], waiting: ["waiting", "rest"] };

/** Where a page goes on: the phase, and the sort value and id of its last row. */
const cursorShape = z.tuple([z.enum(["newest", "waiting", "rest"]), micros, z.uuid()]);
type Cursor = z.output<typeof cursorShape>;

type PhaseRow = ConversationDbRow & { phase: Phase; at: string };

/**
 * One page of a view, in one query a phase, with everything the list shows. Keyset paging: a row that moves between two
 * pages is neither lost nor doubled beyond its own move. A filter by an id that names nothing gives an empty list.
 * Throws invalid for a cursor that was not given out for this sort.
 */
export async function listConversations(scope: Scope, input: ListConversationsInput): Promise<Page<ConversationRow>> {
  const cursor = input.cursor ? decodeCursor(input.cursor, cursorShape) : null;
  const phases = PHASES[input.sort];
  const start = cursor ? phases.indexOf(cursor[0]) : 0;
  if (start < 0) throw malformedCursor();
  const rows: PhaseRow[] = [];
  for (const phase of phases.slice(start)) {
    if (rows.length > input.limit) break;
    rows.push(...(await readPhase(scope, input, { phase, cursor: cursor?.[0] === phase ? cursor : null, limit: input.limit + 1 - rows.length })));
  }
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const nextCursor = rows.length > input.limit && last ? encodeCursor([last.phase, last.at, last.id]) : null;
  return { items: page.map(conversationRow), nextCursor };
}

/**
 * One ordered index read per status and source, merged: a list over several statuses would otherwise sort all their rows.
 * Indexes by view: conversations_mine, _unassigned, _team, _ownerless, _status (for those who wait _mine_waiting,
 * _team_waiting, _ownerless_waiting, _waiting), each (tenant, [owner,] status, sort value, id); `conversations_contact` and
 * `_channel` where a filter names one.
 */
async function readPhase(scope: Scope, input: ListConversationsInput, part: { phase: Phase; cursor: Cursor | null; limit: number }): Promise<PhaseRow[]> {
  const values: unknown[] = [scope.tenantId, [input.status ?? STATUSES].flat(), part.limit, readerId(scope)];
  const conditions = viewConditions(scope, input, values);
  if (!conditions) return [];
  const sources: VisibleSource[] = input.view === "mine" ? [{ own: null, where: "true" }] : visibleSources(scope.actor, values);
  const column = part.phase === "waiting" ? "waiting_since" : "last_activity_at";
  const isRising = part.phase === "waiting";
  if (part.phase === "waiting") conditions.push("c.waiting_since is not null");
  if (part.phase === "rest") conditions.push("c.waiting_since is null");
  if (part.cursor) conditions.push(afterCursor(`c.${column}`, isRising, [values.push(part.cursor[1]), values.push(part.cursor[2])]));
  const orderBy = (alias: string) => `${alias}.${column} ${isRising ? "asc" : "desc"}, ${alias}.id`;
  const read = ({ own, where }: VisibleSource) => {
    const rows = `(select c.* from conversations c
      where ${["c.tenant_id = $1", "c.status = wanted.status", where, ...conditions].join(" and ")} order by ${orderBy("c")} limit $3)`;
    return own ? `(select c.* from ${own} own cross join lateral ${rows} c)` : rows;
  };
  const { rows } = await scope.sql.query<PhaseRow>(
    `with page as materialized (
       select found.* from unnest($2::text[]) wanted(status) cross join lateral (${sources.map(read).join(" union all ")}) found
        order by ${orderBy("found")} limit $3)
     select ${ROW_COLUMNS}, '${part.phase}' as phase, ${microsSql(`c.${column}`)} as at from page c ${rowJoins("$4")} order by ${orderBy("c")}`,
    values,
  );
  return rows;
}

/**
 * `a <= x and (a < x or id > y)` is an index condition and a filter; measured as fast as the row comparison, and it may run in two directions.
 * "is true" keeps it a filter: by some statistics the planner reads both sides of the "or" by index, and sorts everything that they find.
 */
function afterCursor(column: string, isRising: boolean, [at, id]: [number, number]): string {
  const op = isRising ? ">" : "<";
  return `${column} ${op}= $${at}::timestamptz and (${column} ${op} $${at}::timestamptz or c.id > $${id}::uuid) is true`;
}

/** What the view and the filter ask of a row; null when nothing can fit. */
function viewConditions(scope: Scope, input: ListConversationsInput, values: unknown[]): string[] | null {
  const conditions: string[] = [];
  const reader = readerId(scope);
  if (input.view === "mine") {
    if (!reader) return null;
    conditions.push(`c.assignee_id = $${values.push(reader)}::uuid`);
  }
  if (input.view === "unassigned") {
    if (scope.actor.type === "agent" && scope.actor.visibility === "mine") return null;
    conditions.push("c.assignee_id is null");
  }
  if (input.view === "team") {
    if (!isId(input.teamId)) return null;
    conditions.push(`c.team_id = $${values.push(input.teamId)}::uuid`);
  }
  const filtered = filterConditions(input.filter ?? {}, values);
  return filtered && [...conditions, ...filtered];
}
