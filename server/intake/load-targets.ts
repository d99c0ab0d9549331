import type { Scope } from "@/server/db/scope";
import type { BatchKeys } from "./batch-keys";
import type { Delivery, Message } from "./world";

/** The messages that items repeat, learn or point at, and those that deliveries they point at belong to. */
export async function loadMessages(scope: Scope, keys: BatchKeys): Promise<Message[]> {
  const { dedupKeys, sources, externals, messageIds } = keys;
  if (dedupKeys.length + externals.length + messageIds.length === 0) return [];
  const pointing =
    externals.length === 0 && messageIds.length === 0
      ? ""
      : `union select m.id from json_to_recordset($4::json) x("channelId" uuid, thread text, "externalId" text)
           join messages m on m.tenant_id = $1 and m.channel_id = x."channelId" and m.external_id = x."externalId"
           join conversations c on c.tenant_id = $1 and c.id = m.conversation_id and (x.thread is null or c.thread_key = x.thread)
         union select d.message_id from json_to_recordset($4::json) x("channelId" uuid, thread text, "externalId" text)
           join delivery_parts p on p.tenant_id = $1 and p.channel_id = x."channelId" and p.external_id = x."externalId"
           join deliveries d on d.tenant_id = $1 and d.id = p.delivery_id
           join conversations c on c.tenant_id = $1 and c.id = d.conversation_id and (x.thread is null or c.thread_key = x.thread)
         union select unnest($5::uuid[])`;
  const values = [scope.tenantId, JSON.stringify(dedupKeys), JSON.stringify(sources)];
  const { rows } = await scope.sql.query<Message>(
    `with found as (
       select m.id from json_to_recordset($2::json) x("channelId" uuid, "dedupKey" text)
         join messages m on m.tenant_id = $1 and m.channel_id = x."channelId" and m.dedup_key = x."dedupKey"
       union select m.id from json_to_recordset($3::json) x("eventId" uuid, position int)
         join messages m on m.tenant_id = $1 and m.event_id = x."eventId" and m.event_position = x.position and m.is_unsupported
       ${pointing})
     select m.id, m.conversation_id as "conversationId", c.thread_key as "threadKey", c.contact_id as "contactId", m.channel_id as "channelId", m.seq,
            m.kind, m.identity_id as "identityId", m.author_type as "authorType", m.author_id as "authorId", m.text, m.full_text as "fullText", m.html, m.mail, m.payload, m.handles,
            m.is_unsupported as "isUnsupported", m.reply_to_id as "replyToId", m.dedup_key as "dedupKey", m.external_id as "externalId",
            m.event_id as "eventId", m.event_position as "eventPosition", m.provider_at as "providerAt", m.received_at as "receivedAt",
            m.stored_at as "storedAt", m.edited_at as "editedAt", m.deleted_at as "deletedAt"
       from messages m join conversations c on c.tenant_id = $1 and c.id = m.conversation_id
      where m.tenant_id = $1 and m.id in (select id from found) and m.kind in ('inbound', 'outbound', 'activity') and m.channel_id is not null`,
    pointing ? [...values, JSON.stringify(externals), messageIds] : values,
  );
  return rows;
}

/** The deliveries that echoes and receipts may move, locked in one order. */
export async function loadDeliveries(scope: Scope, keys: BatchKeys): Promise<Delivery[]> {
  const { externals, messageIds, watermarks, unmarkedEchoes } = keys;
  if (externals.length + messageIds.length + watermarks.length + unmarkedEchoes.length === 0) return [];
  const { rows } = await scope.sql.query<Delivery>(
    `with found as materialized (
       select p.delivery_id as id from json_to_recordset($2::json) x("channelId" uuid, "externalId" text)
         join delivery_parts p on p.tenant_id = $1 and p.channel_id = x."channelId" and p.external_id = x."externalId"
       union select d.id from deliveries d where d.tenant_id = $1 and d.message_id = any($3::uuid[])
       union select d.id from json_to_recordset($4::json) w("channelId" uuid, scope text, value text, until timestamptz)
         join channels ch on ch.tenant_id = $1 and ch.id = w."channelId"
         join identities i on i.tenant_id = $1 and i.kind = ch.kind and i.scope = w.scope and i.value = w.value
         join deliveries d on d.tenant_id = $1 and d.channel_id = w."channelId" and d.identity_id = i.id and d.status in ('sent', 'delivered', 'unknown')
          and coalesce(d.attempted_at, d.sent_at) <= w.until
       union select d.id from json_to_recordset($5::json) t("channelId" uuid, "threadKey" text)
         join conversations c on c.tenant_id = $1 and c.channel_id = t."channelId" and c.thread_key = t."threadKey"
         join deliveries d on d.tenant_id = $1 and d.conversation_id = c.id and d.channel_id = t."channelId" and d.status in ('sending', 'unknown'))
     select d.id, d.message_id as "messageId", d.conversation_id as "conversationId", d.channel_id as "channelId", d.identity_id as "identityId",
            c.thread_key as "threadKey", m.text, d.status, d.attempted_at as "attemptedAt", d.reason, d.code, d.delivered_at as "deliveredAt",
            d.read_at as "readAt", d.sent_at as "sentAt", d.failed_at as "failedAt",
            coalesce((select json_agg(json_build_object('part', p.part, 'externalId', p.external_id) order by p.part)
                        from delivery_parts p where p.tenant_id = $1 and p.delivery_id = d.id), '[]') as parts
       from deliveries d join conversations c on c.tenant_id = $1 and c.id = d.conversation_id join messages m on m.tenant_id = $1 and m.id = d.message_id
      where d.tenant_id = $1 and d.id in (select id from found) order by d.id for update of d`,
    [scope.tenantId, JSON.stringify(externals), messageIds, JSON.stringify(watermarks), JSON.stringify(unmarkedEchoes)],
  );
  return rows;
}
