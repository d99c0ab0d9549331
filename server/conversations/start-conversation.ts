import type * as z from "zod";
import { AppError, notFound } from "@/lib/errors";
import type { ConversationRow, startConversationInput } from "@/lib/schemas/conversation";
import { adapterOf } from "@/server/channels/registry";
import { accessContact } from "@/server/contacts/access-contact";
import { isId, newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { changedConversation } from "./change-conversation";

export interface StartedConversation {
  conversation: ConversationRow;
  /** False when the thread had an open conversation already: there is one a thread. */
  isNew: boolean;
}

interface Address {
  identityId: string;
  threadKey: string;
}

/**
 * Begins a conversation from our side with a contact on a channel, under the identity they have there. Throws not-found, invalid
 * (`cannot-start`: the channel only answers; `no-identity-on-channel`), conflict `channel-disconnected`.
 */
export async function startConversation(scope: Scope, input: z.output<typeof startConversationInput>): Promise<StartedConversation> {
  const contact = await accessContact(scope, input.contactId);
  const channel = await accessOpenChannel(scope, input.channelId);
  const met = await findAddress(scope, { contactId: contact.id, channel, identityId: input.identityId });
  const id = newId();
  // A mail of ours begins a thread of its own, whatever was written before; elsewhere a contact has one thread on a channel.
  const address = adapterOf(channel.kind).capabilities.mail ? { ...met, threadKey: id } : met;
  const conversationId = await insertConversation(scope, { id, contactId: contact.id, channelId: channel.id, address, subject: input.subject ?? null });
  const isNew = conversationId === id;
  if (isNew) recordEvent(scope, { type: "conversation.created", conversationId, contactId: contact.id, channelId: channel.id });
  return { conversation: await changedConversation(scope, conversationId), isNew };
}

interface ChannelFacts {
  id: string;
  kind: string;
  account_id: string;
  disconnected_at: Date | null;
}

async function accessOpenChannel(scope: Scope, channelId: string): Promise<ChannelFacts> {
  if (!isId(channelId)) throw notFound("channel");
  const { rows } = await scope.sql.query<ChannelFacts>("select id, kind, account_id, disconnected_at from channels where tenant_id = $1 and id = $2", [
    scope.tenantId,
    channelId,
  ]);
  const channel = rows[0];
  if (!channel) throw notFound("channel");
  const { title, capabilities } = adapterOf(channel.kind);
  if (channel.disconnected_at)
    throw new AppError("conflict", "channel disconnected", { reason: "channel-disconnected", publicMessage: "This channel is disconnected." });
  if (!capabilities.canStart)
    throw new AppError("invalid", "channel cannot start", { reason: "cannot-start", publicMessage: `On ${title} only the customer can begin a conversation.` });
  return channel;
}

/**
 * The given identity, or the one met last on this channel, or the oldest of the channel's kind that is valid there: in the channel, in
 * its account, or in the whole kind. The thread is the one it last wrote in.
 */
async function findAddress(scope: Scope, at: { contactId: string; channel: ChannelFacts; identityId?: string }): Promise<Address> {
  if (at.identityId !== undefined && !isId(at.identityId)) throw notFound("identity");
  const { rows } = await scope.sql.query<Address>(
    `select i.id as "identityId", coalesce(c.thread_key, i.value) as "threadKey" from identities i
       left join lateral (select thread_key, last_activity_at from conversations c where c.tenant_id = i.tenant_id and c.contact_id = i.contact_id
                           and c.identity_id = i.id and c.channel_id = $4 order by last_activity_at desc limit 1) c on true
      where i.tenant_id = $1 and i.contact_id = $2 and i.kind = $3 and i.scope in ($4::text, $5, $3) and ($6::uuid is null or i.id = $6)
      order by c.last_activity_at desc nulls last, i.created_at limit 1`,
    [scope.tenantId, at.contactId, at.channel.kind, at.channel.id, at.channel.account_id, at.identityId ?? null],
  );
  if (rows[0]) return rows[0];
  const message = "This contact has no identity on that channel.";
  throw new AppError("invalid", "no identity on the channel", {
    reason: "no-identity-on-channel",
    publicMessage: message,
    fields: [{ field: "contactId", message }],
  });
}

interface NewConversation {
  id: string;
  contactId: string;
  channelId: string;
  address: Address;
  subject: string | null;
}

/** The unique index conversations_live decides: gives the id of the thread's open conversation, ours or the one that stood there. */
async function insertConversation(scope: Scope, row: NewConversation): Promise<string> {
  const { sql, tenantId, now } = scope;
  const { rows } = await sql.query<{ id: string }>(
    "select id from conversations where tenant_id = $1 and channel_id = $2 and thread_key = $3 and status <> 'resolved' for update",
    [tenantId, row.channelId, row.address.threadKey],
  );
  if (rows[0]) return rows[0].id;
  const inserted = await sql.query<{ id: string }>(
    `with counter as (update tenant_counters set conversation_number = conversation_number + 1 where tenant_id = $1 returning conversation_number)
     insert into conversations (tenant_id, id, number, contact_id, channel_id, identity_id, thread_key, subject, last_activity_at, created_at)
     select $1, $2, conversation_number, $3, $4, $5, $6, $7, $8, $8 from counter
     on conflict (tenant_id, channel_id, thread_key) where status <> 'resolved' do nothing returning id`,
    [tenantId, row.id, row.contactId, row.channelId, row.address.identityId, row.address.threadKey, row.subject, now],
  );
  if (inserted.rows[0]) return row.id;
  return insertConversation(scope, row);
}
