import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

interface Known {
  identityId: string;
  contactId: string;
  kind: string;
  /** Through which channel the platform said so. */
  channelId: string;
}

/**
 * Writes down, verified, further addresses that a platform states of somebody known. One that is another contact's stays there: two
 * contacts are not joined in passing, but what speaks for it is kept.
 */
export async function keepAddresses(scope: Scope, known: Known, addresses: { scope: string; value: string }[]): Promise<void> {
  for (const address of addresses) {
    const about = [scope.tenantId, known.kind, address.scope, address.value];
    await scope.sql.query(
      `insert into identities (tenant_id, kind, scope, value, id, contact_id, verified, created_at) values ($1, $2, $3, $4, $5, $6, true, $7)
       on conflict (tenant_id, kind, scope, value) do nothing`,
      [...about, newId(), known.contactId, scope.now],
    );
    await scope.sql.query(
      `insert into identity_evidence (tenant_id, identity_id, same_as_id, channel_id, seen_at)
       select $1, least(i.id, $5::uuid), greatest(i.id, $5::uuid), $7, $8 from identities i
        where i.tenant_id = $1 and i.kind = $2 and i.scope = $3 and i.value = $4 and i.contact_id <> $6
       on conflict do nothing`,
      [...about, known.identityId, known.contactId, known.channelId, scope.now],
    );
  }
}
