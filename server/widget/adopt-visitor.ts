import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import type { Claims } from "./visitor-input";

interface AdoptInput {
  channelId: string;
  /** The anonymous visitor's lane, and the value of their identity. */
  thread: string;
  signedId: string;
  claims: Claims;
}

/**
 * A signature says that an anonymous visitor is this person: identity and conversations of the visitor move to the person's
 * contact, and the visitor's own contact becomes a redirect to it. Both identities exist afterwards, so that a message which
 * still waits in its lane finds the person and makes no second contact.
 */
export async function adoptVisitor(scope: Scope, { channelId, thread, signedId, claims }: AdoptInput): Promise<void> {
  const signed = await ensureIdentity(scope, { channelId, value: signedId, isVerified: true, contactId: null, claims });
  const anonymous = await ensureIdentity(scope, { channelId, value: thread, isVerified: false, contactId: signed.contactId, claims });
  if (anonymous.contactId === signed.contactId) return;
  await scope.sql.query("update identities set contact_id = $3 where tenant_id = $1 and id = $2", [scope.tenantId, anonymous.id, signed.contactId]);
  await moveConversations(scope, { channelId, thread, to: signed });
  await redirectContact(scope, anonymous.contactId, signed.contactId);
}

interface IdentityRef {
  id: string;
  contactId: string;
}

interface WantedIdentity {
  channelId: string;
  value: string;
  isVerified: boolean;
  /** Null: a new contact with these claims. */
  contactId: string | null;
  claims: Claims;
}

/** The unique key decides, not the look: the drain may be writing the same identity right now. */
async function ensureIdentity(scope: Scope, wanted: WantedIdentity): Promise<IdentityRef> {
  const found = await findIdentity(scope, wanted);
  if (found) return found;
  const contactId = wanted.contactId ?? (await createContact(scope, wanted.claims));
  const { rows } = await scope.sql.query<{ id: string; contact_id: string }>(
    `insert into identities (tenant_id, id, contact_id, kind, scope, value, verified, created_at) values ($1, $2, $3, 'widget', $4, $5, $6, $7)
     on conflict (tenant_id, kind, scope, value) do update set verified = identities.verified or excluded.verified returning id, contact_id`,
    [scope.tenantId, newId(), contactId, wanted.channelId, wanted.value, wanted.isVerified, scope.now],
  );
  const row = rows[0] as { id: string; contact_id: string };
  if (wanted.contactId === null && row.contact_id === contactId) recordEvent(scope, { type: "contact.created", contactId });
  // The drain was faster: its contact stands and ours was never seen.
  else if (wanted.contactId === null) await scope.sql.query("delete from contacts where tenant_id = $1 and id = $2", [scope.tenantId, contactId]);
  return { id: row.id, contactId: row.contact_id };
}

/** With the contact at the end of its redirects. */
async function findIdentity(scope: Scope, { channelId, value }: WantedIdentity): Promise<IdentityRef | null> {
  const { rows } = await scope.sql.query<{ id: string; contact_id: string }>(
    `with recursive identity as (
       select id, contact_id from identities where tenant_id = $1 and kind = 'widget' and scope = $2 and value = $3 for update
     ), path as (
       select c.id, c.merged_into_id, 0 as depth from contacts c, identity where c.tenant_id = $1 and c.id = identity.contact_id
       union all
       select c.id, c.merged_into_id, path.depth + 1 from contacts c join path on c.id = path.merged_into_id where c.tenant_id = $1 and path.depth < 20
     )
     select identity.id, path.id as contact_id from identity, path order by path.depth desc limit 1`,
    [scope.tenantId, channelId, value],
  );
  const row = rows[0];
  return row ? { id: row.id, contactId: row.contact_id } : null;
}

async function createContact(scope: Scope, claims: Claims): Promise<string> {
  const id = newId();
  await scope.sql.query(
    "insert into contacts (tenant_id, id, name, email, phone, attributes, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)",
    [scope.tenantId, id, claims.name ?? null, claims.email ?? null, claims.phone ?? null, JSON.stringify(claims.attributes ?? {}), scope.now],
  );
  return id;
}

async function moveConversations(scope: Scope, { channelId, thread, to }: { channelId: string; thread: string; to: IdentityRef }): Promise<void> {
  const { rows } = await scope.sql.query<{ id: string }>(
    `update conversations set contact_id = $4, identity_id = $5, version = version + 1
      where tenant_id = $1 and channel_id = $2 and thread_key = $3 returning id`,
    [scope.tenantId, channelId, thread, to.contactId, to.id],
  );
  for (const { id } of rows) recordEvent(scope, { type: "conversation.updated", conversationId: id, contactId: to.contactId });
}

/** The visitor's contact had nothing but this identity, unless an agent joined it with others: then it stays a contact. */
async function redirectContact(scope: Scope, from: string, to: string): Promise<void> {
  const { rows } = await scope.sql.query<{ name: string | null; email: string | null; phone: string | null }>(
    `update contacts c set merged_into_id = $3, version = version + 1, updated_at = $4
      where c.tenant_id = $1 and c.id = $2 and not exists (select from identities i where i.tenant_id = $1 and i.contact_id = $2)
      returning name, email, phone`,
    [scope.tenantId, from, to, scope.now],
  );
  const left = rows[0];
  if (!left) return;
  await scope.sql.query(
    `update contacts set name = coalesce(name, $3), email = coalesce(email, $4), phone = coalesce(phone, $5), version = version + 1, updated_at = $6
      where tenant_id = $1 and id = $2`,
    [scope.tenantId, to, left.name, left.email, left.phone, scope.now],
  );
  recordEvent(scope, { type: "contact.merged", contactId: from, data: { intoId: to } });
}
