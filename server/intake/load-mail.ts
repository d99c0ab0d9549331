import { listAdapters } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { verifyReplyToken } from "@/server/messages/reply-token";
import type { MailKeys } from "./mail-keys";
import type { AwaitedMail, KnownMail, MailWorld, Participant, Written } from "./mail-world";
import { together } from "./together";

/** Where to look for the mails of a batch: found before anything else, since it decides what else is loaded. */
export type MailTrace = Pick<MailWorld, "mailboxes" | "colleagues" | "tokens" | "mails" | "awaited">;

/** Another batch of mail takes this long at most; the drain's own patience with agents is shorter. */
const MAIL_LOCK_TIMEOUT_MS = 8_000;

/**
 * What the keys of a batch with mail lead to. One such batch of a tenant at a time: two mails of one thread may lie in lanes of two
 * mailboxes, drained by two workers, and each must see what became of the other. The lock comes before every row's, so nobody
 * who holds a row waits for it.
 */
export async function traceMail(scope: Scope, keys: MailKeys): Promise<MailTrace> {
  await holdMail(scope);
  const [mailboxes, colleagues, mails, awaited] = await together([
    loadMailboxes(scope),
    loadColleagues(scope, keys),
    loadKnown(scope, keys),
    loadAwaited(scope, keys),
  ]);
  return { mailboxes, colleagues, mails, awaited, tokens: readTokens(scope, keys) };
}

async function holdMail({ sql, tenantId }: Scope): Promise<void> {
  const { rows } = await sql.query<{ before: string }>(
    "select current_setting('lock_timeout') as before, set_config('lock_timeout', $2, true), pg_advisory_xact_lock(hashtextextended($1::text, 2))",
    [tenantId, String(MAIL_LOCK_TIMEOUT_MS)],
  );
  await sql.query("select set_config('lock_timeout', $1, true)", [rows[0]?.before]);
}

/** The conversations that a trace leads to. */
export function tracedConversations({ tokens, mails, awaited }: MailTrace): string[] {
  return [...new Set([...tokens, ...mails, ...awaited].map(({ conversationId }) => conversationId))];
}

/** Who takes part in these conversations, who wrote there lately, and which of them nobody of ours has touched. They must be locked. */
export async function loadAround(scope: Scope, conversationIds: string[]): Promise<Pick<MailWorld, "participants" | "written" | "untouched">> {
  if (conversationIds.length === 0) return { participants: [], written: [], untouched: [] };
  const [participants, written, untouched] = await together([
    loadParticipants(scope, conversationIds),
    loadWritten(scope, conversationIds),
    loadUntouched(scope, conversationIds),
  ]);
  return { participants, written, untouched };
}

function readTokens({ tenantId }: Scope, { tokens }: MailKeys): MailWorld["tokens"] {
  return tokens.flatMap((token) => {
    const conversationId = verifyReplyToken(tenantId, token);
    return conversationId ? [{ token, conversationId }] : [];
  });
}

const mailKinds = () => listAdapters().flatMap(({ kind, capabilities }) => (capabilities.mail ? [kind] : []));

/** Also those that are disconnected: what was ours does not become a customer by that. */
async function loadMailboxes(scope: Scope): Promise<string[]> {
  const { rows } = await scope.sql.query<{ address: string }>("select account_id as address from channels where tenant_id = $1 and kind = any($2::text[])", [
    scope.tenantId,
    mailKinds(),
  ]);
  return rows.map(({ address }) => address);
}

async function loadColleagues(scope: Scope, { senders }: MailKeys): Promise<MailWorld["colleagues"]> {
  const { rows } = await scope.sql.query<MailWorld["colleagues"][number]>(
    `select u.email as address, a.id as "agentId" from users u join agents a on a.tenant_id = $1 and a.user_id = u.id and a.deactivated_at is null where u.email = any($2::text[])`,
    [scope.tenantId, senders],
  );
  return rows;
}

/** By the id they were sent or received under, or that a mail server gave them instead. Indexes messages_external, delivery_parts_external. */
async function loadKnown(scope: Scope, { messageIds }: MailKeys): Promise<KnownMail[]> {
  const { rows } = await scope.sql.query<KnownMail>(
    `with box as materialized (select id from channels where tenant_id = $1 and kind = any($3::text[])),
     named as (
       select x.key, m.id from unnest($2::text[]) x(key) cross join box join messages m on m.tenant_id = $1 and m.channel_id = box.id and m.external_id = x.key
       union
       select x.key, d.message_id from unnest($2::text[]) x(key) cross join box
         join delivery_parts p on p.tenant_id = $1 and p.channel_id = box.id and p.external_id = x.key
         join deliveries d on d.tenant_id = $1 and d.id = p.delivery_id)
     select n.key as "messageId", m.id, m.conversation_id as "conversationId", m.kind, m.mail->'from'->>'address' as sender, m.mail->>'subject' as subject
       from named n join messages m on m.tenant_id = $1 and m.id = n.id order by m.id desc`,
    [scope.tenantId, messageIds, mailKinds()],
  );
  return rows;
}

/** Those that the batch brings, and those that its mails answer as well. Index: the primary key. */
async function loadAwaited(scope: Scope, { messageIds }: MailKeys): Promise<AwaitedMail[]> {
  const { rows } = await scope.sql.query<AwaitedMail>(
    `select message_id as "messageId", conversation_id as "conversationId", sender from awaited_mails
      where tenant_id = $1 and message_id = any($2::text[]) order by conversation_id, sender`,
    [scope.tenantId, messageIds],
  );
  return rows;
}

/** Whose address stood in its mails, and every address its contact is known by. */
async function loadParticipants(scope: Scope, conversationIds: string[]): Promise<Participant[]> {
  const { rows } = await scope.sql.query<Participant>(
    `select conversation_id as "conversationId", address, name from conversation_participants where tenant_id = $1 and conversation_id = any($2::uuid[])
     union all
     select c.id, i.value, i.display_name from conversations c
       join contacts ct on ct.tenant_id = $1 and ct.id = c.contact_id
       join identities i on i.tenant_id = $1 and i.contact_id in (ct.id, ct.merged_into_id) and i.kind = any($3::text[])
      where c.tenant_id = $1 and c.id = any($2::uuid[])`,
    [scope.tenantId, conversationIds, mailKinds()],
  );
  return rows;
}

/** The end of each conversation is enough: a loop writes there. Index: the unique (tenant_id, conversation_id, seq). */
async function loadWritten(scope: Scope, conversationIds: string[]): Promise<Written[]> {
  const { rows } = await scope.sql.query<Written>(
    `select c.id as "conversationId", m.identity_id as "identityId", coalesce(m.provider_at, m.received_at, m.stored_at) as at
       from conversations c join messages m on m.tenant_id = $1 and m.conversation_id = c.id and m.seq > c.last_seq - 40
      where c.tenant_id = $1 and c.id = any($2::uuid[]) and m.kind = 'inbound' and m.identity_id is not null`,
    [scope.tenantId, conversationIds],
  );
  return rows;
}

/** Short ones only: one that waited for its question is. */
async function loadUntouched(scope: Scope, conversationIds: string[]): Promise<MailWorld["untouched"]> {
  const { rows } = await scope.sql.query<MailWorld["untouched"][number]>(
    `select c.id as "conversationId", array_agg(m.id order by m.seq) as "messageIds"
       from conversations c join messages m on m.tenant_id = $1 and m.conversation_id = c.id
      where c.tenant_id = $1 and c.id = any($2::uuid[]) and c.status = 'open' and c.assignee_id is null and c.team_id is null and c.last_seq <= 50
        and not exists (select from conversation_tags t where t.tenant_id = $1 and t.conversation_id = c.id)
      group by c.id having bool_and(m.kind = 'inbound')`,
    [scope.tenantId, conversationIds],
  );
  return rows;
}
