import type { Scope } from "@/server/db/scope";

/** The bytes in which a message came, as its platform sent them; null for our own messages and once they are no longer kept. */
export async function readEventBody(scope: Scope, messageId: string): Promise<Uint8Array | null> {
  const { rows } = await scope.sql.query<{ body: Buffer }>(
    "select e.body from messages m, jobs.read_event_body(m.event_id) e where m.tenant_id = $1 and m.id = $2 and m.deleted_at is null",
    [scope.tenantId, messageId],
  );
  return rows[0]?.body ?? null;
}
