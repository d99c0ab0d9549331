import { parseMarkdown } from "@/lib/rich-text/parse";
import { toPlain } from "@/lib/rich-text/to-plain";
import type { MessageContent } from "@/lib/schemas/content";
import type { OutboundMail } from "@/server/channels/contract";
import type { ConversationRecord } from "@/server/conversations/access-conversation";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import type { Upload } from "./access-uploads";
import { requestForms } from "./media/request-forms";
import { messageAuthor } from "./message-author";
import { previewOf } from "./preview";
import type { ReplyTarget } from "./reply-target";

interface Outbound {
  kind: "outbound" | "note";
  input: { text: string; html?: string | null; clientMessageId: string; replyToId?: string; content?: MessageContent };
  uploads: Upload[];
  /** Null for a note: it goes nowhere. */
  target: ReplyTarget | null;
  /** Its id is the message's from now on: what comes back is found by it although nobody may ever know how the sending ended. */
  mail?: OutboundMail | null;
}

/** Writes an agent's message with its files as the conversation's next, and makes it the line that the list shows. */
export async function insertOutbound(scope: Scope, conversation: ConversationRecord, outbound: Outbound): Promise<{ messageId: string; seq: number }> {
  const messageId = newId();
  const seq = await takeSeq(scope, conversation, outbound);
  const author = messageAuthor(scope.actor);
  const { input, target, mail = null } = outbound;
  await scope.sql.query(
    `insert into messages (tenant_id, id, conversation_id, seq, kind, channel_id, identity_id, author_type, author_id, text, html, reply_to_id,
                           client_message_id, stored_at, mail, external_id, payload)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      ...[scope.tenantId, messageId, conversation.id, seq, outbound.kind, target?.channelId, target?.identityId, author.type, author.id],
      ...[input.text, input.html, input.replyToId, input.clientMessageId, scope.now],
      ...[mail && JSON.stringify(mail), mail?.messageId, input.content && JSON.stringify(input.content)],
    ],
  );
  await insertAttachments(scope, messageId, outbound.uploads);
  recordEvent(scope, {
    type: "message.created",
    conversationId: conversation.id,
    messageId,
    contactId: conversation.contactId,
    channelId: target?.channelId ?? null,
  });
  return { messageId, seq };
}

/** An answer ends the waiting; a note does not. Both are the newest activity. */
async function takeSeq(scope: Scope, conversation: ConversationRecord, { kind, input, uploads }: Outbound): Promise<number> {
  const { rows } = await scope.sql.query<{ last_seq: number }>(
    `update conversations set last_seq = last_seq + 1, last_activity_at = greatest(last_activity_at, $3),
            waiting_since = case when $4 = 'outbound' then null else waiting_since end, preview = $5, preview_kind = $4, preview_author = $6
      where tenant_id = $1 and id = $2 returning last_seq`,
    [
      ...[scope.tenantId, conversation.id, scope.now, kind],
      previewOf(
        input.content?.format === "markdown" ? toPlain(parseMarkdown(input.text)) : input.text,
        uploads.map((upload) => upload.name),
      ),
      scope.actor.type === "agent" ? scope.actor.id : null,
    ],
  );
  return rows[0]?.last_seq ?? conversation.lastSeq + 1;
}

/** The file of an upload becomes the attachment's: the same storage key, so the clean-up of uploads must spare it. */
async function insertAttachments(scope: Scope, messageId: string, uploads: Upload[]): Promise<void> {
  if (uploads.length === 0) return;
  const rows = uploads.map((upload, position) => ({ ...upload, id: newId(), uploadId: upload.id, position }));
  await scope.sql.query(
    `insert into attachments (tenant_id, id, message_id, position, kind, name, mime_type, size_bytes, state, storage_key, width, height)
     select $1, a.id, $2, a.position, a.kind, a.name, a."mimeType", a."sizeBytes", 'stored', a."storageKey", a.width, a.height
       from jsonb_to_recordset($3::jsonb) a(id uuid, position int, kind text, name text, "mimeType" text, "sizeBytes" bigint, "storageKey" text, width int, height int)`,
    [scope.tenantId, messageId, JSON.stringify(rows)],
  );
  await requestForms(scope, rows);
}
