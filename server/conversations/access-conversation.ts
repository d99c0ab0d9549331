import { notFound } from "@/lib/errors";
import type { ConversationPriority, ConversationStatus } from "@/lib/schemas/conversation";
import { visibleConversations } from "@/server/access/visibility";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

/** A conversation as use cases need it. */
export interface ConversationRecord {
  id: string;
  number: number;
  status: ConversationStatus;
  priority: ConversationPriority;
  contactId: string;
  channelId: string;
  identityId: string;
  threadKey: string;
  assigneeId: string | null;
  teamId: string | null;
  lastSeq: number;
  inboundCount: number;
  lastInboundAt: Date | null;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  version: number;
}

const COLUMNS = `c.id, c.number, c.status, c.priority, c.contact_id as "contactId", c.channel_id as "channelId", c.identity_id as "identityId",
  c.thread_key as "threadKey", c.assignee_id as "assigneeId", c.team_id as "teamId", c.last_seq as "lastSeq", c.inbound_count as "inboundCount",
  c.last_inbound_at as "lastInboundAt", c.waiting_since as "waitingSince", c.snoozed_until as "snoozedUntil", c.version`;

interface AccessOptions {
  /** Holds the row until the commit. Whoever decides by what stands in it and then writes must, or two deciders see the same. */
  lock?: boolean;
}

/**
 * The only way from an id to a conversation. A malformed id, a missing row, another tenant's and one that this actor
 * may not see all look the same: throws not-found.
 */
export async function accessConversation(scope: Scope, id: string, { lock = false }: AccessOptions = {}): Promise<ConversationRecord> {
  if (!isId(id)) throw notFound("conversation");
  const values: unknown[] = [scope.tenantId, id];
  const visible = visibleConversations(scope.actor, "c", values);
  const { rows } = await scope.sql.query<ConversationRecord>(
    `select ${COLUMNS} from conversations c where c.tenant_id = $1 and c.id = $2 and ${visible} ${lock ? "for update of c" : ""}`,
    values,
  );
  if (!rows[0]) throw notFound("conversation");
  return rows[0];
}
