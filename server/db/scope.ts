import type { QueryResult, QueryResultRow } from "pg";
import type { Actor } from "@/server/access/actor";
import type { PrismaClient } from "./generated/client";

/** pg on the scope's transaction. */
export interface Sql {
  query<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
}

/** What happened, for the tenant's change feed: ids and small facts, never message text. */
export interface EventDraft {
  type: EventType;
  conversationId?: string | null;
  messageId?: string | null;
  contactId?: string | null;
  channelId?: string | null;
  data?: Record<string, unknown>;
  /** Defaults to the scope's actor. */
  actor?: { type: string; id: string | null };
}

export type EventType =
  | "conversation.created"
  | "conversation.updated"
  | "conversation.merged"
  | "conversation.read"
  | "message.created"
  | "message.updated"
  | "message.deleted"
  | "delivery.updated"
  | "contact.created"
  | "contact.updated"
  | "contact.merged"
  | "channel.updated"
  | "agent.updated";

/**
 * The first argument of every use case: one transaction in one tenant.
 * `sql` for set-based work and hot paths, `db` (Prisma on the same transaction) for the rest.
 * No fetch, SDK or timer inside: who needs the network enqueues a job.
 */
export interface Scope {
  readonly sql: Sql;
  readonly db: PrismaClient;
  readonly tenantId: string;
  readonly actor: Actor;
  readonly now: Date;
  /** Gathered by recordEvent; the door numbers and writes them as the last statement before the commit. */
  readonly events: EventDraft[];
}
