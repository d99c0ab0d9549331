import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import type { Claims } from "./visitor-input";

interface ApplyClaimsInput {
  channelId: string;
  /** The visitor's identity on this channel. */
  value: string;
  claims: Claims;
}

/**
 * Puts what the page says of a visitor on their contact, if there is one yet. Name and addresses fill blanks only: they are
 * claims, and an agent may have corrected them. Attributes are the business's own words about its customer: the newest stands.
 */
export async function applyClaims(scope: Scope, { channelId, value, claims }: ApplyClaimsInput): Promise<void> {
  const { name = null, email = null, phone = null, attributes = {} } = claims;
  const { rows } = await scope.sql.query<{ id: string }>(
    `update contacts c set name = coalesce(c.name, $4), email = coalesce(c.email, $5), phone = coalesce(c.phone, $6), attributes = c.attributes || $7::jsonb,
            version = c.version + 1, updated_at = $8
       from identities i
      where i.tenant_id = $1 and i.kind = 'widget' and i.scope = $2 and i.value = $3 and c.tenant_id = i.tenant_id and c.id = i.contact_id
        and (c.name is null and $4::text is not null or c.email is null and $5::text is not null or c.phone is null and $6::text is not null
             or not c.attributes @> $7::jsonb)
      returning c.id`,
    [scope.tenantId, channelId, value, name, email, phone, JSON.stringify(attributes), scope.now],
  );
  for (const { id } of rows) recordEvent(scope, { type: "contact.updated", contactId: id });
}
