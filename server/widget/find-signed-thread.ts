import type { Scope } from "@/server/db/scope";

/**
 * The thread in which a signed visitor goes on, on whatever device: the one last active of their contact on this channel,
 * else the signed id itself, so that two devices that begin at once begin the same. Index: conversations_contact.
 */
export async function findSignedThread(scope: Scope, channelId: string, signedId: string): Promise<string> {
  const { rows } = await scope.sql.query<{ thread_key: string }>(
    `select c.thread_key from identities i join conversations c on c.tenant_id = i.tenant_id and c.contact_id = i.contact_id and c.channel_id = $2
      where i.tenant_id = $1 and i.kind = 'widget' and i.scope = $2::text and i.value = $3 and i.verified
      order by c.last_activity_at desc limit 1`,
    [scope.tenantId, channelId, signedId],
  );
  return rows[0]?.thread_key ?? signedId;
}
