import type { ConversationPriority, ConversationRow, ConversationStatus, ConversationView } from "@/lib/schemas/conversation";
import { visibleConversations } from "@/server/access/visibility";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

/** What the list's query gives for one conversation `c`; `ROW_JOINS` must stand behind it. */
export const ROW_COLUMNS = `c.id, c.number, c.status, c.priority, c.subject, c.contact_id, c.assignee_id, c.team_id, c.channel_id,
  c.created_at, c.last_activity_at, c.waiting_since, c.snoozed_until, c.resolved_at, c.last_seq, c.version, c.preview, c.preview_kind,
  ct.name as contact_name, ct.email as contact_email, ct.phone as contact_phone, ct.avatar_url,
  ch.kind as channel_kind, ch.name as channel_name, a.name as assignee_name, tm.name as team_name, pa.name as preview_author,
  greatest(c.inbound_count - coalesce(r.read_inbound_count, 0), 0) as unread,
  array(select t.tag from conversation_tags t where t.tenant_id = c.tenant_id and t.conversation_id = c.id order by t.tag) as tags,
  exists (select from (select m.id, m.kind from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id order by m.seq desc limit 5) last
            join deliveries d on d.tenant_id = c.tenant_id and d.message_id = last.id and d.status = 'failed') as has_failed_delivery`;

/**
 * Everything a row shows, each by primary key: one query for the whole list. The reader's agent id (or null) is `reader`, a parameter.
 * What they have read is looked up row by row (the limit keeps it so): statistics that know little of one agent made the planner
 * compare every row of the page with everything that the agent has ever read.
 */
export function rowJoins(reader: string): string {
  return `join contacts ct on ct.tenant_id = c.tenant_id and ct.id = c.contact_id
  join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
  left join agents a on a.tenant_id = c.tenant_id and a.id = c.assignee_id
  left join teams tm on tm.tenant_id = c.tenant_id and tm.id = c.team_id
  left join agents pa on pa.tenant_id = c.tenant_id and pa.id::text = c.preview_author
  left join lateral (select cr.read_inbound_count from conversation_reads cr
    where cr.tenant_id = c.tenant_id and cr.agent_id = ${reader}::uuid and cr.conversation_id = c.id limit 1) r on true`;
}

export interface ConversationDbRow {
  id: string;
  number: number;
  status: ConversationStatus;
  priority: ConversationPriority;
  subject: string | null;
  contact_id: string;
  assignee_id: string | null;
  team_id: string | null;
  channel_id: string;
  created_at: Date;
  last_activity_at: Date;
  waiting_since: Date | null;
  snoozed_until: Date | null;
  resolved_at: Date | null;
  last_seq: number;
  version: number;
  preview: string | null;
  preview_kind: string | null;
  contact_name: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  avatar_url: string | null;
  channel_kind: string;
  channel_name: string;
  assignee_name: string | null;
  team_name: string | null;
  preview_author: string | null;
  unread: number;
  tags: string[];
  has_failed_delivery: boolean;
}

/** The row as screens show it. */
export function conversationRow(row: ConversationDbRow): ConversationRow {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    priority: row.priority,
    subject: row.subject,
    contactId: row.contact_id,
    assigneeId: row.assignee_id,
    teamId: row.team_id,
    channelId: row.channel_id,
    tags: row.tags,
    createdAt: row.created_at.toISOString(),
    lastActivityAt: row.last_activity_at.toISOString(),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    lastSeq: row.last_seq,
    version: row.version,
    sla: null,
    contact: { id: row.contact_id, name: row.contact_name, email: row.contact_email, phone: row.contact_phone, avatarUrl: row.avatar_url },
    channel: { id: row.channel_id, kind: row.channel_kind, name: row.channel_name },
    assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? "" } : null,
    team: row.team_id ? { id: row.team_id, name: row.team_name ?? "" } : null,
    preview: { text: row.preview, kind: row.preview_kind, author: row.preview_author },
    unread: row.unread,
    hasFailedDelivery: row.has_failed_delivery,
  };
}

/** Without what only the list shows: the API's conversation. */
export function conversationView({ contact, channel, assignee, team, preview, unread, hasFailedDelivery, ...view }: ConversationRow): ConversationView {
  return view;
}

/** The reader whose unread counts are meant; API keys and jobs have none. */
export function readerId(scope: Scope): string | null {
  return scope.actor.type === "agent" ? scope.actor.id : null;
}

interface RowsOptions {
  /** After a change the actor may have put the conversation out of their own sight; the answer still shows it. */
  evenIfInvisible?: boolean;
}

/** Rows by id, in the order given; what does not exist or may not be seen is left out. Index: primary key. */
export async function conversationRows(scope: Scope, ids: readonly string[], { evenIfInvisible = false }: RowsOptions = {}): Promise<ConversationRow[]> {
  const values: unknown[] = [scope.tenantId, ids.filter(isId), readerId(scope)];
  const visible = evenIfInvisible ? "true" : visibleConversations(scope.actor, "c", values);
  const { rows } = await scope.sql.query<ConversationDbRow>(
    `select ${ROW_COLUMNS} from conversations c ${rowJoins("$3")}
      where c.tenant_id = $1 and c.id = any($2::uuid[]) and ${visible} order by array_position($2::uuid[], c.id)`,
    values,
  );
  return rows.map(conversationRow);
}
