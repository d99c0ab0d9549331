import type { Scope } from "@/server/db/scope";
import type { Fold, TeamLine } from "./fold";
import { type Columns, insertRows, updateRows } from "./insert-rows";
import { together } from "./together";
import type { Attachment, Message } from "./world";

const CHANGES: Columns<Message> = [
  ["text", "text", (m) => m.text],
  ["full_text", "text", (m) => m.fullText],
  ["html", "text", (m) => m.html],
  ["mail", "jsonb", (m) => m.mail],
  ["payload", "jsonb", (m) => m.payload],
  ["handles", "jsonb", (m) => m.handles],
  ["is_unsupported", "boolean", (m) => m.isUnsupported],
  ["reply_to_id", "uuid", (m) => m.replyToId],
  ["dedup_key", "text", (m) => m.dedupKey],
  ["external_id", "text", (m) => m.externalId],
  ["edited_at", "timestamptz", (m) => m.editedAt],
  ["deleted_at", "timestamptz", (m) => m.deletedAt],
];

const COLUMNS: Columns<Message> = [
  ["id", "uuid", (m) => m.id],
  ["conversation_id", "uuid", (m) => m.conversationId],
  ["seq", "bigint", (m) => m.seq],
  ["kind", "text", (m) => m.kind],
  ["channel_id", "uuid", (m) => m.channelId],
  ["identity_id", "uuid", (m) => m.identityId],
  ["author_type", "text", (m) => m.authorType],
  ["author_id", "uuid", (m) => m.authorId],
  ["event_id", "uuid", (m) => m.eventId],
  ["event_position", "int", (m) => m.eventPosition],
  ["provider_at", "timestamptz", (m) => m.providerAt],
  ["received_at", "timestamptz", (m) => m.receivedAt],
  ["stored_at", "timestamptz", (m) => m.storedAt],
  ...CHANGES,
];

const TEAM_LINE: Columns<TeamLine & { storedAt: Date }> = [
  ["id", "uuid", (l) => l.id],
  ["conversation_id", "uuid", (l) => l.conversationId],
  ["seq", "bigint", (l) => l.seq],
  ["kind", "text", (l) => l.content.kind],
  ["author_type", "text", (l) => (l.content.kind === "note" ? "agent" : "system")],
  ["author_id", "uuid", (l) => (l.content.kind === "note" ? l.content.agentId : null)],
  ["text", "text", (l) => (l.content.kind === "note" ? l.content.text : null)],
  ["payload", "jsonb", (l) => (l.content.kind === "activity" ? l.content.activity : null)],
  ["stored_at", "timestamptz", (l) => l.storedAt],
];

/** New messages, then changed ones; and whoever waited for the new ones' platform ids is woken. */
export async function writeMessages(scope: Scope, fold: Fold): Promise<void> {
  const fresh = fold.messages.filter((message) => message.isNew);
  await together([
    insertRows(scope, "messages", { columns: COLUMNS, rows: fresh }),
    insertRows(scope, "messages", { columns: TEAM_LINE, rows: fold.teamLines.map((line) => ({ ...line, storedAt: scope.now })) }),
    updateRows(scope, "messages", { columns: CHANGES, rows: fold.messages.filter((message) => message.isChanged && !message.isNew) }),
    ...wakeAwaited(scope, fold),
  ]);
}

function wakeAwaited(scope: Scope, fold: Fold): Promise<unknown>[] {
  const named = new Map<string, string[]>();
  const name = (channelId: string, externalId: string) => named.set(channelId, [...(named.get(channelId) ?? []), externalId]);
  for (const { isNew, isChanged, channelId, externalId } of fold.messages) if ((isNew || isChanged) && externalId) name(channelId, externalId);
  for (const { channelId, parts } of fold.deliveries) for (const part of parts) if (part.isChanged && part.externalId) name(channelId, part.externalId);
  return [...named].map(([channelId, externalIds]) => scope.sql.query("select jobs.wake_awaited($1, $2, false)", [channelId, externalIds]));
}

const ATTACHMENT: Columns<Attachment> = [
  ["id", "uuid", (a) => a.id],
  ["message_id", "uuid", (a) => a.messageId],
  ["position", "int", (a) => a.position],
  ["kind", "text", (a) => a.kind],
  ["name", "text", (a) => a.name],
  ["mime_type", "text", (a) => a.mimeType],
  ["size_bytes", "bigint", (a) => wholeOrNull(a.sizeBytes)],
  ["state", "text", (a) => a.state],
  ["source", "jsonb", (a) => a.source],
  ["width", "int", (a) => wholeOrNull(a.width)],
  ["height", "int", (a) => wholeOrNull(a.height)],
  ["duration_ms", "int", (a) => wholeOrNull(a.durationMs)],
  ["data", "jsonb", (a) => a.data],
];

const MAX_INT = 2_147_483_647;

/** A platform's sizes are only shown; one that no column holds is no reason to lose a message. */
function wholeOrNull(value: number | null): number | null {
  return typeof value === "number" && value >= 0 && value <= MAX_INT ? Math.round(value) : null;
}

/** A place that is taken already (of a message learnt anew) keeps what it has. */
export async function writeAttachments(scope: Scope, fold: Fold): Promise<void> {
  if (fold.attachments.length === 0) return;
  await together([
    fold.relearnt.length === 0
      ? null
      : scope.sql.query("delete from attachments where tenant_id = $1 and message_id = any($2::uuid[]) and kind = 'unsupported'", [
          scope.tenantId,
          fold.relearnt,
        ]),
    insertRows(scope, "attachments", {
      columns: ATTACHMENT,
      rows: fold.attachments,
      tail: "on conflict (tenant_id, message_id, position) do nothing",
    }),
  ]);
}

/** What was taken back goes first, then what was given: a reaction given again in the same batch stays. */
export async function writeReactions(scope: Scope, fold: Fold): Promise<void> {
  if (fold.reactions.size === 0) return;
  const changes = JSON.stringify([...fold.reactions.values()]);
  const record = 'r("messageId" uuid, "authorId" uuid, emoji text, action text, at timestamptz)';
  await together([
    scope.sql.query(
      `delete from reactions t using json_to_recordset($2::json) ${record}
        where t.tenant_id = $1 and t.message_id = r."messageId" and t.author_type = 'contact' and t.author_id = r."authorId"
          and r.action = 'remove' and (r.emoji is null or t.emoji = r.emoji)`,
      [scope.tenantId, changes],
    ),
    scope.sql.query(
      `insert into reactions (tenant_id, message_id, author_type, author_id, emoji, created_at)
       select $1, r."messageId", 'contact', r."authorId", r.emoji, r.at from json_to_recordset($2::json) ${record} where r.action = 'add'
       on conflict do nothing`,
      [scope.tenantId, changes],
    ),
  ]);
}
