import { type Actor, SYSTEM } from "@/server/access/actor";
import { visibleConversations } from "@/server/access/visibility";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { EVENT_COLUMNS, type EventRow, type FeedEvent, feedEvent } from "./feed-event";
import { CHANGED, topics } from "./topics";

export interface Push {
  channel: string;
  name: string;
  data: unknown;
}

/** The server refuses data over 10 KB; an event is about 350 bytes. */
const EVENTS_PER_PUSH = 25;
/** Further behind than this, only the newest pointer goes out: the clients see the gap and ask for the rest themselves. */
const MAX_EVENTS = 200;

/** The same few statements for every change of everybody's. */
function enter<T>(tenantId: string, fn: (scope: Scope) => Promise<T>): Promise<T> {
  return inTenant(tenantId, SYSTEM, fn, { keepsPlans: true });
}

/** What to push for a tenant whose publications stand at `from`, and where they stand afterwards. */
export async function collectPushes(tenantId: string, from: number): Promise<{ pushes: Push[]; cursor: number }> {
  return enter(tenantId, async (scope) => {
    const newest = await scope.sql.query<EventRow>(
      `select ${EVENT_COLUMNS} from events e where e.tenant_id = $1 and e.cursor > $2 order by e.cursor desc limit $3`,
      [tenantId, from, MAX_EVENTS + 1],
    );
    const rows = newest.rows.length > MAX_EVENTS ? newest.rows.slice(0, 1) : newest.rows.reverse();
    const last = rows.at(-1);
    if (!last) return { pushes: [], cursor: from };
    const events = rows.map(feedEvent);
    const pushes = [...inPushes(topics.tenant(tenantId), events), ...(await agentPushes(scope, events)), ...(await widgetPushes(scope, events))];
    return { pushes, cursor: last.cursor };
  });
}

/**
 * Remembers how far pushes have gone. Never backwards, so two publishers do no harm. Does not wait for the disk: a crash that
 * forgets it repeats pointers, which clients ignore, and waiting would delay the next push.
 */
export async function markPublished(tenantId: string, cursor: number): Promise<void> {
  await enter(tenantId, async (scope) => {
    await scope.sql.query("set local synchronous_commit = off");
    await scope.sql.query("update event_publications set cursor = greatest(cursor, $2) where tenant_id = $1", [tenantId, cursor]);
  });
}

function inPushes(channel: string, events: FeedEvent[]): Push[] {
  const pushes: Push[] = [];
  for (let i = 0; i < events.length; i += EVENTS_PER_PUSH) {
    const slice = events.slice(i, i + EVENTS_PER_PUSH);
    pushes.push({ channel, name: CHANGED, data: slice.length === 1 ? slice[0] : { events: slice } });
  }
  return pushes;
}

interface SeatRow {
  id: string;
  visibility: "teams" | "mine";
}

/** Agents who may see everything listen on the tenant's topic; each of the others has one of their own with what they may see. */
async function agentPushes(scope: Scope, events: FeedEvent[]): Promise<Push[]> {
  const seats = await scope.sql.query<SeatRow>("select id, visibility from agents where tenant_id = $1 and visibility <> 'all' and deactivated_at is null", [
    scope.tenantId,
  ]);
  const ids = conversationIds(events);
  const pushes: Push[] = [];
  for (const seat of seats.rows) {
    const actor: Actor = { type: "agent", id: seat.id, userId: seat.id, role: "viewer", visibility: seat.visibility, name: "" };
    const values: unknown[] = [scope.tenantId, ids];
    const visible = visibleConversations(actor, "c", values);
    const seen = await scope.sql.query<{ id: string }>(
      `select c.id from conversations c where c.tenant_id = $1 and c.id = any($2::uuid[]) and ${visible}`,
      values,
    );
    const mayKnow = new Set(seen.rows.map((row) => row.id));
    pushes.push(
      ...inPushes(
        topics.agent(seat.id),
        events.filter((event) => !event.conversationId || mayKnow.has(event.conversationId)),
      ),
    );
  }
  return pushes;
}

/** A visitor's widget hears of messages, deliveries and being read in its own thread, not of notes' existence or of assignments. */
async function widgetPushes(scope: Scope, events: FeedEvent[]): Promise<Push[]> {
  const messageIds = events.flatMap((event) => (event.messageId && /^(message|delivery)\./.test(event.type) ? [event.messageId] : []));
  const readIds = conversationIds(events.filter((event) => event.type === "conversation.read"));
  if (messageIds.length + readIds.length === 0) return [];
  const { rows } = await scope.sql.query<{ subject_id: string; session_id: string }>(
    `with subjects as (
       select m.id, m.conversation_id from messages m where m.tenant_id = $1 and m.id = any($2::uuid[]) and m.kind in ('inbound', 'outbound')
        union all
       select id, id from unnest($4::uuid[]) id
     )
     select u.id as subject_id, s.id as session_id
       from subjects u
       join conversations c on c.tenant_id = $1 and c.id = u.conversation_id
       join widget_sessions s on s.tenant_id = c.tenant_id and s.channel_id = c.channel_id and s.visitor_id = c.thread_key
      where s.last_seen_at > $3::timestamptz - interval '1 day'`,
    [scope.tenantId, messageIds, scope.now, readIds],
  );
  return rows.flatMap((row) =>
    inPushes(
      topics.widget(row.session_id),
      events.filter((event) => subjectOf(event) === row.subject_id),
    ),
  );
}

/** What of a widget's an event is about. */
function subjectOf({ type, messageId, conversationId }: FeedEvent): string | undefined {
  return type === "conversation.read" ? conversationId : messageId;
}

function conversationIds(events: FeedEvent[]): string[] {
  return [...new Set(events.flatMap((event) => event.conversationId ?? []))];
}
