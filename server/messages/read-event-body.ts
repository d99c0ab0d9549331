import { findAdapter } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";

/** The bytes in which a message came, as its platform sent them; null for our own messages and once they are no longer kept. */
export async function readEventBody(scope: Scope, messageId: string): Promise<Uint8Array | null> {
  const { rows } = await scope.sql.query<{ body: Buffer }>(
    "select e.body from messages m, jobs.read_event_body(m.event_id) e where m.tenant_id = $1 and m.id = $2 and m.deleted_at is null",
    [scope.tenantId, messageId],
  );
  return rows[0]?.body ?? null;
}

/** What a person is given as the original of a message: those bytes, out of whatever its platform had wrapped around them. */
export async function readOriginal(scope: Scope, messageId: string): Promise<Uint8Array | null> {
  const body = await readEventBody(scope, messageId);
  const { rows } = await scope.sql.query<{ kind: string }>(
    `select ch.kind from messages m
       join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
       join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
      where m.tenant_id = $1 and m.id = $2`,
    [scope.tenantId, messageId],
  );
  return (body && findAdapter(rows[0]?.kind ?? "")?.media?.original?.(body)) ?? body;
}
