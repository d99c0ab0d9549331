import type { AttachmentView, MessageView } from "@/lib/schemas/message";
import type { Scope } from "@/server/db/scope";
import { attachmentUrl, formUrl } from "./attachment-url";
import type { FormName, Forms } from "./media/needed-forms";

/**
 * What the planner takes for the average tenant, the same that row-level security asks for. `= m.tenant_id` would count as a
 * second condition beside the policy's, a bare `$1` as "no rows" for a tenant newer than the statistics: either way a tenant
 * looks so small that any index will do, and each message reads all of it to find its quote or its delivery.
 */
const TENANT = "(select $1::uuid)";

/** As a subquery and not as three joins more, whose possible orders the planner would weigh for longer than all of it runs. */
const authorOf = (table: "agents" | "contacts" | "api_keys") => `(select a.name from ${table} a where a.tenant_id = ${TENANT} and a.id = m.author_id)`;

/** What one query gives for messages `m`; `MESSAGE_JOINS` must stand behind it. */
const MESSAGE_COLUMNS = `m.id, m.conversation_id, m.seq, m.kind, m.author_type, m.author_id, m.channel_id, m.identity_id, m.text, m.full_text, m.html, m.mail, m.payload,
  m.is_unsupported, m.reply_to_id, m.provider_at, m.received_at, m.stored_at, m.edited_at, m.deleted_at, m.external_id, m.client_message_id,
  case m.author_type when 'agent' then ${authorOf("agents")} when 'contact' then ${authorOf("contacts")} when 'bot' then ${authorOf("api_keys")} end as author_name,
  q.kind as quoted_kind, q.text as quoted_text, q.deleted_at as quoted_deleted_at,
  d.status as delivery_status, d.reason, d.code, d.not_before, d.sent_at, d.delivered_at, d.read_at`;

const MESSAGE_JOINS = `left join messages q on q.tenant_id = ${TENANT} and q.id = m.reply_to_id
  left join deliveries d on d.tenant_id = ${TENANT} and d.message_id = m.id`;

interface MessageRow {
  id: string;
  conversation_id: string;
  seq: number;
  kind: MessageView["kind"];
  author_type: MessageView["author"]["type"];
  author_id: string | null;
  author_name: string | null;
  channel_id: string | null;
  identity_id: string | null;
  text: string | null;
  full_text: string | null;
  html: string | null;
  mail: MessageView["mail"];
  payload: Record<string, unknown> | null;
  is_unsupported: boolean;
  reply_to_id: string | null;
  quoted_kind: MessageView["kind"] | null;
  quoted_text: string | null;
  quoted_deleted_at: Date | null;
  provider_at: Date | null;
  received_at: Date | null;
  stored_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  external_id: string | null;
  client_message_id: string | null;
  delivery_status: NonNullable<MessageView["delivery"]>["status"] | null;
  reason: string | null;
  code: string | null;
  not_before: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
}

interface Query {
  /** SQL on `m`, with parameters from $2 on ($1 is the tenant). */
  where: string;
  order: string;
  limit?: string;
  values: unknown[];
}

/**
 * Messages with everything around them in three queries, however many they are: the rows with author, quote and delivery;
 * their attachments; their reactions. Visibility is the caller's: it has come through accessConversation or asks in `where`.
 */
export async function messageViews(scope: Scope, { where, order, limit = "", values }: Query): Promise<MessageView[]> {
  const { rows } = await scope.sql.query<MessageRow>(
    `select ${MESSAGE_COLUMNS} from (select m.* from messages m where m.tenant_id = ${TENANT} and ${where} order by ${order} ${limit}) m ${MESSAGE_JOINS} order by ${order}`,
    [scope.tenantId, ...values],
  );
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const attachments = await attachmentsOf(scope, ids);
  const reactions = await reactionsOf(scope, ids);
  return rows.map((row) => messageView(row, attachments.get(row.id) ?? [], reactions.get(row.id) ?? []));
}

type Reaction = MessageView["reactions"][number];

function messageView(row: MessageRow, attachments: AttachmentView[], reactions: Reaction[]): MessageView {
  const isDeleted = row.deleted_at !== null;
  return {
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    kind: row.kind,
    author: { type: row.author_type, id: row.author_id, name: row.author_name },
    channelId: row.channel_id,
    identityId: row.identity_id,
    // What the sender took back is not shown any more; that something stood here is.
    text: isDeleted ? null : row.text,
    fullText: isDeleted ? null : row.full_text,
    html: isDeleted ? null : row.html,
    mail: isDeleted ? null : row.mail,
    payload: isDeleted ? null : row.payload,
    isUnsupported: row.is_unsupported,
    attachments: isDeleted ? [] : attachments,
    reactions,
    replyTo: row.reply_to_id,
    quoted: row.reply_to_id && row.quoted_kind ? { id: row.reply_to_id, kind: row.quoted_kind, text: row.quoted_deleted_at ? null : row.quoted_text } : null,
    providerAt: iso(row.provider_at),
    receivedAt: iso(row.received_at),
    storedAt: row.stored_at.toISOString(),
    delivery: deliveryOf(row),
    editedAt: iso(row.edited_at),
    deletedAt: iso(row.deleted_at),
    externalId: row.external_id,
    clientMessageId: row.client_message_id,
  };
}

function deliveryOf(row: MessageRow): MessageView["delivery"] {
  if (!row.delivery_status || !row.not_before) return null;
  return {
    status: row.delivery_status,
    reason: row.reason,
    code: row.code,
    notBefore: row.not_before.toISOString(),
    sentAt: iso(row.sent_at),
    deliveredAt: iso(row.delivered_at),
    readAt: iso(row.read_at),
  };
}

interface AttachmentRow extends Omit<AttachmentView, "url" | "previewUrl" | "playableUrl"> {
  messageId: string;
  forms: Forms;
}

async function attachmentsOf(scope: Scope, messageIds: string[]): Promise<Map<string, AttachmentView[]>> {
  const { rows } = await scope.sql.query<AttachmentRow>(
    `select message_id as "messageId", id, kind, name, mime_type as "mimeType", size_bytes as "sizeBytes", state, failure_reason as "failureReason",
            width, height, duration_ms as "durationMs", data, forms, forms_state as "formsState"
       from attachments where tenant_id = $1 and message_id = any($2::uuid[]) order by message_id, position`,
    [scope.tenantId, messageIds],
  );
  const view = ({ messageId, forms, ...row }: AttachmentRow): AttachmentView => {
    const urlOf = (form: FormName) => (forms[form] ? formUrl(scope.tenantId, row.id, { form, now: scope.now }) : null);
    const url = row.state === "stored" ? attachmentUrl(scope.tenantId, row.id, scope.now) : null;
    return { ...row, url, previewUrl: urlOf("preview"), playableUrl: urlOf("playable") };
  };
  return groupBy(rows, (row) => row.messageId, view);
}

async function reactionsOf(scope: Scope, messageIds: string[]): Promise<Map<string, Reaction[]>> {
  const { rows } = await scope.sql.query<Reaction & { messageId: string }>(
    `select message_id as "messageId", emoji, author_type as "authorType", author_id as "authorId"
       from reactions where tenant_id = $1 and message_id = any($2::uuid[]) order by created_at, emoji`,
    [scope.tenantId, messageIds],
  );
  return groupBy(
    rows,
    (row) => row.messageId,
    ({ messageId, ...reaction }) => reaction,
  );
}

function groupBy<R, V>(rows: R[], key: (row: R) => string, view: (row: R) => V): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) {
    const group = groups.get(key(row)) ?? [];
    group.push(view(row));
    groups.set(key(row), group);
  }
  return groups;
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
