import type { Scope } from "./scope";

/**
 * Numbers the scope's events densely within the tenant and appends them. Must be the last statement before the commit:
 * the counter row serialises the tenant's writers, and a reader of `cursor > n` then never meets a hole that fills later.
 */
export async function flushEvents(scope: Scope): Promise<void> {
  if (scope.events.length === 0) return;
  const events = scope.events.map((event) => ({
    ...event,
    actorType: event.actor?.type ?? scope.actor.type,
    actorId: event.actor ? event.actor.id : scope.actor.id,
  }));
  await scope.sql.query(
    `with counter as (
       update tenant_counters set event_cursor = event_cursor + $2 where tenant_id = $1 returning event_cursor
     )
     insert into events (tenant_id, cursor, type, at, conversation_id, message_id, contact_id, channel_id, actor_type, actor_id, data)
     select $1, c.event_cursor - $2 + e.ord, e.v->>'type', $4, (e.v->>'conversationId')::uuid, (e.v->>'messageId')::uuid,
            (e.v->>'contactId')::uuid, (e.v->>'channelId')::uuid, e.v->>'actorType', (e.v->>'actorId')::uuid, e.v->'data'
       from counter c, jsonb_array_elements($3::jsonb) with ordinality e(v, ord)`,
    [scope.tenantId, events.length, JSON.stringify(events), scope.now],
  );
}
