import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { MessageView, sendReplyInput } from "@/lib/schemas/message";
import { accessConversation, type ConversationRecord } from "@/server/conversations/access-conversation";
import { markRead } from "@/server/conversations/mark-read";
import { changeStatus } from "@/server/conversations/set-status";
import type { Scope } from "@/server/db/scope";
import { applyTemplate } from "@/server/templates/apply-template";
import { accessUploads } from "./access-uploads";
import { addRecipients, addressReply, sealEnvelope } from "./address-reply";
import { assertCanSend } from "./assert-can-send";
import { assertContent } from "./assert-content";
import { assertNotStale } from "./assert-not-stale";
import { insertOutbound } from "./insert-outbound";
import { messageViews } from "./message-view";
import { queueDelivery } from "./queue-delivery";

export type SendReplyInput = z.output<typeof sendReplyInput>;

/**
 * Queues a reply, or writes a note that only the team sees. The same `clientMessageId` again gives the first message back.
 * A reply goes to the identity of the message it answers (a mail also to whom it says), ends the customer's waiting and reopens a
 * resolved conversation.
 * Throws not-found; invalid for what the channel cannot carry; conflict `window-closed`, `no-sends-left`, `read-only`, `blocked`, `channel-disconnected`,
 * `needs-split-consent`, `thread-is-open`, or `stale` (something newer than `seenSeq` stands there; the writer should look first).
 */
export async function sendReply(scope: Scope, input: SendReplyInput): Promise<MessageView> {
  const conversation = await accessConversation(scope, input.conversationId, { lock: true });
  const earlier = await findByClientId(scope, conversation.id, input.clientMessageId);
  if (earlier) return earlier;
  assertNotEmpty(input);
  const uploads = await accessUploads(scope, input.attachments);
  if (input.isNote) return writeNote(scope, conversation, { input, uploads });

  const { target, envelope } = await addressReply(scope, conversation, input);
  const notBefore = input.notBefore ? new Date(input.notBefore) : scope.now;
  const words = await wordsOf(scope, input, { channelId: target.channelId, files: uploads });
  assertCanSend(target.channel, {
    text: words.text,
    attachments: uploads,
    at: notBefore,
    isByPerson: scope.actor.type === "agent",
    isTemplate: words.content?.template !== undefined,
    calls: target.channel.countCalls({ ...words, attachments: uploads }),
  });
  assertContent(target.channel, words);
  if (input.seenSeq !== undefined) await assertNotStale(scope, conversation, input.seenSeq);
  if (conversation.status === "resolved") await changeStatus(scope, conversation, { status: "open", until: null });
  const mail = envelope && sealEnvelope(scope, conversation.id, envelope);
  if (mail) await addRecipients(scope, conversation.id, mail);
  const html = words.html === undefined ? null : target.channel.cleanHtml(words.html);
  const message = await insertOutbound(scope, conversation, { kind: "outbound", input: { ...words, html }, uploads, target, mail });
  await queueDelivery(scope, { ...message, ...target, conversationId: conversation.id, notBefore });
  await markRead(scope, { id: conversation.id, seq: message.seq });
  return viewOf(scope, message.messageId);
}

/** A template brings its own words and nothing else: no buttons, no formatting of ours. */
async function wordsOf(scope: Scope, input: SendReplyInput, about: Parameters<typeof applyTemplate>[1]): Promise<SendReplyInput> {
  const choice = input.content?.template;
  if (!choice) return input;
  const { text, template } = await applyTemplate(scope, about, choice);
  return { ...input, text, html: undefined, content: { template } };
}

async function writeNote(
  scope: Scope,
  conversation: ConversationRecord,
  { input, uploads }: { input: SendReplyInput; uploads: Awaited<ReturnType<typeof accessUploads>> },
): Promise<MessageView> {
  // Nobody but the team reads it: there is nothing to press.
  const content = input.content?.format && { format: input.content.format };
  const note = await insertOutbound(scope, conversation, { kind: "note", input: { ...input, html: null, content }, uploads, target: null });
  return viewOf(scope, note.messageId);
}

function assertNotEmpty(input: SendReplyInput): void {
  if (input.text.trim() !== "" || input.attachments.length > 0 || input.content?.template) return;
  const message = "Write something or attach a file.";
  throw new AppError("invalid", "empty message", { reason: "empty", publicMessage: message, fields: [{ field: "text", message }] });
}

/**
 * The conversation is locked, so looking first is safe here; the unique index messages_client stands behind it. Asks for the id
 * alone: nearly always there is none, and planning the whole view costs more than sending. The tenant: see message-view.ts.
 */
async function findByClientId(scope: Scope, conversationId: string, clientMessageId: string): Promise<MessageView | null> {
  const { rows } = await scope.sql.query<{ id: string }>(
    "select id from messages where tenant_id = (select $1::uuid) and conversation_id = $2 and client_message_id = $3",
    [scope.tenantId, conversationId, clientMessageId],
  );
  return rows[0] ? viewOf(scope, rows[0].id) : null;
}

async function viewOf(scope: Scope, messageId: string): Promise<MessageView> {
  const [message] = await messageViews(scope, { where: "m.id = $2", order: "m.seq", values: [messageId] });
  if (!message) throw new AppError("bug", "a message just written is not there");
  return message;
}
