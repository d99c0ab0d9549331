import { AppError, notFound } from "@/lib/errors";
import type { MessageContent } from "@/lib/schemas/content";
import { type ChannelAdapter, type OutboundAttachment, type RenderContext, SendError } from "@/server/channels/contract";
import { adapterOf, findAdapter } from "@/server/channels/registry";
import type { ConversationRecord } from "@/server/conversations/access-conversation";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import type { ReplyChannel } from "./assert-can-send";
import { listWindows } from "./list-windows";

export interface ReplyTarget {
  channelId: string;
  identityId: string;
  channel: ReplyChannel & {
    /** What may be kept and sent of a person's HTML; null where the channel carries none. */
    cleanHtml(html: string): string | null;
    /** How many calls a message takes; 1 where nobody counts them. Pure. */
    countCalls(words: Words): number;
  };
}

interface Words {
  text: string;
  html?: string;
  content?: MessageContent;
  attachments: Omit<OutboundAttachment, "url">[];
}

interface TargetInput {
  replyToId?: string;
  channelId?: string;
}

/**
 * Whom a reply goes to (G7): the identity of the message it answers, on that message's channel; else the conversation's own.
 * On another channel that was asked for: the identity under which the contact last wrote there. Throws not-found, or invalid
 * (`no-identity-on-channel`) when the contact has never been met there.
 */
export async function replyTarget(scope: Scope, conversation: ConversationRecord, input: TargetInput): Promise<ReplyTarget> {
  const answered = input.replyToId === undefined ? null : await answeredMessage(scope, conversation.id, input.replyToId);
  const channelId = input.channelId ?? answered?.channelId ?? conversation.channelId;
  if (!isId(channelId)) throw notFound("channel");
  const own = channelId === conversation.channelId ? conversation.identityId : null;
  const identityId = answered?.channelId === channelId && !isOfMember(answered, conversation) ? (answered.identityId ?? own) : own;
  return target(scope, conversation, { channelId, identityId: identityId ?? (await lastIdentityOn(scope, conversation.contactId, channelId)) });
}

interface Answered {
  channelId: string | null;
  identityId: string | null;
  contactId: string | null;
  kind: string | null;
}

async function answeredMessage(scope: Scope, conversationId: string, messageId: string): Promise<Answered> {
  if (!isId(messageId)) throw notFound("message");
  const { rows } = await scope.sql.query<Answered>(
    `select m.channel_id as "channelId", m.identity_id as "identityId", i.contact_id as "contactId", ch.kind from messages m
       left join identities i on i.tenant_id = m.tenant_id and i.id = m.identity_id
       left join channels ch on ch.tenant_id = m.tenant_id and ch.id = m.channel_id
      where m.tenant_id = $1 and m.id = $2 and m.conversation_id = $3`,
    [scope.tenantId, messageId, conversationId],
  );
  if (!rows[0]) throw notFound("message");
  return rows[0];
}

/** Somebody else's than the conversation's: a member of a group, where the answer belongs to the group. A mail goes to whoever wrote it. */
function isOfMember({ contactId, kind }: Answered, conversation: ConversationRecord): boolean {
  const isMail = kind !== null && findAdapter(kind)?.capabilities.mail === true;
  return contactId !== null && contactId !== conversation.contactId && !isMail;
}

/** Else one that is valid in the whole kind, whichever channel it was met on: an e-mail address. */
async function lastIdentityOn(scope: Scope, contactId: string, channelId: string): Promise<string | null> {
  const { rows } = await scope.sql.query<{ id: string }>(
    `(select identity_id as id from conversations where tenant_id = $1 and contact_id = $2 and channel_id = $3 order by last_activity_at desc limit 1)
     union all
     (select i.id from identities i join channels ch on ch.tenant_id = $1 and ch.id = $3 and i.kind = ch.kind and i.scope = ch.kind
       where i.tenant_id = $1 and i.contact_id = $2 order by i.created_at limit 1)`,
    [scope.tenantId, contactId, channelId],
  );
  return rows[0]?.id ?? null;
}

interface ChannelFacts {
  kind: string;
  scope: string | null;
  value: string | null;
  disconnected_at: Date | null;
  blocked_at: Date | null;
  identity_id: string | null;
}

async function target(scope: Scope, conversation: ConversationRecord, at: { channelId: string; identityId: string | null }): Promise<ReplyTarget> {
  const { rows } = await scope.sql.query<ChannelFacts>(
    `select ch.kind, ch.disconnected_at, i.blocked_at, i.id as identity_id, i.scope, i.value from channels ch
       left join identities i on i.tenant_id = ch.tenant_id and i.id = $3 where ch.tenant_id = $1 and ch.id = $2`,
    [scope.tenantId, at.channelId, at.identityId],
  );
  const facts = rows[0];
  if (!facts) throw notFound("channel");
  if (!facts.identity_id)
    throw new AppError("invalid", "contact unknown on the channel", {
      reason: "no-identity-on-channel",
      publicMessage: "This customer has never written on that channel.",
      fields: [{ field: "channelId", message: "The customer has never written on that channel." }],
    });
  const adapter = adapterOf(facts.kind);
  const { capabilities, outbound } = adapter;
  const to = { scope: facts.scope ?? "", value: facts.value ?? "" };
  const place = { conversationId: conversation.id, channelId: at.channelId, identityId: facts.identity_id };
  return {
    ...place,
    channel: {
      title: adapter.title,
      cleanHtml: (html) => outbound.cleanHtml?.(html) ?? null,
      countCalls: (words) => (capabilities.window?.counted ? callsOf(adapter, words, to) : 1),
      capabilities,
      isConnected: facts.disconnected_at === null,
      isBlocked: facts.blocked_at !== null,
      lastInboundAt: conversation.lastInboundAt,
      windows: capabilities.window?.counted ? await listWindows(scope, place) : [],
      refusal: outbound.refusal?.(to) ?? null,
    },
  };
}

/** By the adapter's own hand: only it knows what goes together. What it cannot carry is told when it is sent. */
function callsOf({ outbound, capabilities }: ChannelAdapter, { text, html, content, attachments }: Words, to: RenderContext["to"]): number {
  const files = attachments.map((file) => ({ ...file, url: "" }));
  const message = { id: "", text, html: html ?? null, attachments: files, replyToExternalId: null, payload: content ?? null, mail: null };
  try {
    return outbound.render(message, { to, thread: to.value, hoursSinceInbound: 0, capabilities }).length;
  } catch (error) {
    if (error instanceof SendError) return 1;
    throw error;
  }
}
