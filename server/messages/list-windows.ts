import type { OpenWindow } from "@/lib/reply-window";
import type { Scope } from "@/server/db/scope";

interface Place {
  conversationId: string;
  channelId: string;
  identityId: string;
}

/**
 * What acts of the customer allow us on a channel, open or over: in the conversation's own thread, or where the answer leaves by another
 * channel, in the one that the person has there. Of each scene the latest act.
 */
export async function listWindows(scope: Scope, { conversationId, channelId, identityId }: Place): Promise<OpenWindow[]> {
  const { rows } = await scope.sql.query<{ scene: string; expires_at: Date; sends_left: number | null }>(
    `select distinct on (w.scene) w.scene, w.expires_at, w.sends_left
       from conversations c join reply_windows w on w.tenant_id = c.tenant_id and w.conversation_id = c.id
      where c.tenant_id = $1 and c.channel_id = $2
        and c.thread_key = coalesce((select v.thread_key from conversations v where v.tenant_id = $1 and v.id = $3 and v.channel_id = $2),
                                    (select i.value from identities i where i.tenant_id = $1 and i.id = $4))
      order by w.scene, w.opened_at desc`,
    [scope.tenantId, channelId, conversationId, identityId],
  );
  return rows.map(({ scene, expires_at, sends_left }) => ({ scene, expiresAt: expires_at.toISOString(), sendsLeft: sends_left }));
}
