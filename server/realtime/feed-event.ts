/** One change of a tenant, as /events and the pushes give it: ids and a place in the order, never content. */
export interface FeedEvent {
  /** Dense within the tenant, from 1. */
  cursor: number;
  type: string;
  /** ISO 8601. */
  at: string;
  conversationId?: string;
  messageId?: string;
  contactId?: string;
  channelId?: string;
  actor: { type: string; id: string | null };
}

export interface EventRow {
  cursor: number;
  type: string;
  at: Date;
  conversation_id: string | null;
  message_id: string | null;
  contact_id: string | null;
  channel_id: string | null;
  actor_type: string;
  actor_id: string | null;
}

/** The columns of EventRow, of `events e`. */
export const EVENT_COLUMNS = "e.cursor, e.type, e.at, e.conversation_id, e.message_id, e.contact_id, e.channel_id, e.actor_type, e.actor_id";

/** A row as it goes out; absent ids are left out. */
export function feedEvent(row: EventRow): FeedEvent {
  return {
    cursor: row.cursor,
    type: row.type,
    at: row.at.toISOString(),
    conversationId: row.conversation_id ?? undefined,
    messageId: row.message_id ?? undefined,
    contactId: row.contact_id ?? undefined,
    channelId: row.channel_id ?? undefined,
    actor: { type: row.actor_type, id: row.actor_id },
  };
}
