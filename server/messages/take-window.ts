import type { Scope } from "@/server/db/scope";

/** What one call is counted against. */
export interface TakenWindow {
  scene: string;
  handle: string | null;
  /** Calls that all open windows of the thread allow, this one included; null: any number. */
  callsLeft: number | null;
}

interface PartToSend {
  deliveryId: string;
  channelId: string;
  thread: string;
  part: number;
}

/**
 * Counts a part's call, before it is made, against the open window of its thread that closes first; null where none is open. A part that
 * is tried again keeps what it was counted against while that is open. Two senders that want the last send wait for each other here,
 * and the second looks once more for another window. Call it with the delivery locked, and only where the thread has windows at all.
 */
export async function takeWindow(scope: Scope, part: PartToSend): Promise<TakenWindow | null> {
  return (await take(scope, part)) ?? (await take(scope, part));
}

/** A thread may have gone on in a newer conversation: of each scene the latest act counts, wherever it was written down. */
const OF_THREAD = `select w.* from conversations c join reply_windows w on w.tenant_id = c.tenant_id and w.conversation_id = c.id
  where c.tenant_id = $1 and c.channel_id = $2 and c.thread_key = $3`;

async function take(scope: Scope, { deliveryId, channelId, thread, part }: PartToSend): Promise<TakenWindow | null> {
  const { rows } = await scope.sql.query<TakenWindow>(
    `with latest as (
       select distinct on (scene) * from (${OF_THREAD}) w order by scene, opened_at desc
     ), held as (
       select w.* from latest w join delivery_parts p on p.tenant_id = $1 and p.delivery_id = $4 and p.part = $5
          and w.conversation_id = p.window_conversation_id and w.scene = p.window_scene and w.opened_at = p.window_opened_at
        where w.expires_at > $6
     ), free as (
       select w.* from reply_windows w join latest l on l.conversation_id = w.conversation_id and l.scene = w.scene
        where w.tenant_id = $1 and w.expires_at > $6 and (w.sends_left > 0 or w.sends_left is null) and not exists (select from held)
        order by w.expires_at limit 1 for update of w
     ), spent as (
       update reply_windows w set sends_left = w.sends_left - 1 from free f where w.tenant_id = $1 and w.conversation_id = f.conversation_id and w.scene = f.scene
     ), noted as (
       update delivery_parts p set window_conversation_id = f.conversation_id, window_scene = f.scene, window_opened_at = f.opened_at
         from free f where p.tenant_id = $1 and p.delivery_id = $4 and p.part = $5
     )
     select t.scene, t.handle,
            (select case when bool_or(l.sends_left is null) then null else sum(l.sends_left) end from latest l where l.expires_at > $6)::int
              + (select count(*) from held)::int as "callsLeft"
       from (select * from held union all select * from free) t`,
    [scope.tenantId, channelId, thread, deliveryId, part, scope.now],
  );
  return rows[0] ?? null;
}

/**
 * Settles what the parts that did not leave were counted against. give-back: the platform took nothing, the send is free again (unless a
 * newer act has begun the scene anew). close: the platform counts otherwise than we do, nothing is left. keep-spent: nobody knows.
 */
export async function releaseWindow(scope: Scope, deliveryId: string, how: "give-back" | "close" | "keep-spent"): Promise<void> {
  const left = how === "give-back" ? "w.sends_left + o.calls" : how === "close" ? "0" : "w.sends_left";
  await scope.sql.query(
    `with open as (
       select part, window_conversation_id, window_scene, window_opened_at from delivery_parts
        where tenant_id = $1 and delivery_id = $2 and sent_at is null and window_scene is not null for update
     ), forgotten as (
       update delivery_parts p set window_conversation_id = null, window_scene = null, window_opened_at = null from open o
        where p.tenant_id = $1 and p.delivery_id = $2 and p.part = o.part
     )
     update reply_windows w set sends_left = ${left}
       from (select window_conversation_id, window_scene, window_opened_at, count(*)::int as calls from open group by 1, 2, 3) o
      where w.tenant_id = $1 and w.conversation_id = o.window_conversation_id and w.scene = o.window_scene and w.opened_at = o.window_opened_at`,
    [scope.tenantId, deliveryId],
  );
}

/** The platform did without the window after all: nobody else is to try it. */
export async function spendWindow(scope: Scope, { deliveryId, part }: Pick<PartToSend, "deliveryId" | "part">): Promise<void> {
  await scope.sql.query(
    `update reply_windows w set sends_left = 0 from delivery_parts p
      where p.tenant_id = $1 and p.delivery_id = $2 and p.part = $3
        and w.tenant_id = $1 and w.conversation_id = p.window_conversation_id and w.scene = p.window_scene and w.opened_at = p.window_opened_at`,
    [scope.tenantId, deliveryId, part],
  );
}
