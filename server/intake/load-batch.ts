import { pilotSchema } from "@/lib/schemas/pilot";
import { findAdapter } from "@/server/channels/registry";
import { REOPEN_DAYS } from "@/server/conversations/choose-conversation";
import type { Scope } from "@/server/db/scope";
import { type BatchKeys, batchKeys } from "./batch-keys";
import { loadChoices } from "./load-choices";
import { loadAround, tracedConversations, traceMail } from "./load-mail";
import { loadDeliveries, loadMessages } from "./load-targets";
import { type MailKeys, mailKeys } from "./mail-keys";
import { together } from "./together";
import type { ChannelFacts, Contact, Conversation, Identity, LaneItem, Loaded } from "./world";

/**
 * Everything a batch touches, in a few set queries that go out together, however many items there are. Conversations and
 * deliveries are locked until the commit: agents and the sender write them too.
 */
export async function loadBatch(scope: Scope, items: LaneItem[]): Promise<Loaded> {
  const keys = batchKeys(items);
  const ofMail = mailKeys(items);
  const loaded = await (ofMail ? loadWithMail(scope, keys, ofMail) : loadRows(scope, keys));
  return { ...loaded, choices: await loadChoices(scope, items, loaded) };
}

async function loadRows(scope: Scope, keys: BatchKeys, conversationIds: string[] = []): Promise<Loaded> {
  const [channels, people, conversations, deliveries, messages] = await together([
    loadChannels(scope, keys),
    loadPeople(scope, keys),
    loadConversations(scope, keys, conversationIds),
    // Before the messages: an echo without our mark is our own either because its call is seen running here (and then the sender waits
    // for our lock), or because the sender has written the id that is looked for next. The other way round it could fall between the two.
    loadDeliveries(scope, keys),
    loadMessages(scope, keys),
  ]);
  return { channels, ...people, conversations, messages, deliveries };
}

/** Mail takes two steps more: its evidence leads to conversations, and who takes part there is asked when they are locked. */
async function loadWithMail(scope: Scope, keys: BatchKeys, ofMail: MailKeys): Promise<Loaded> {
  const trace = await traceMail(scope, ofMail);
  const ours = trace.mails.flatMap(({ kind, id }) => (kind === "outbound" ? [id] : []));
  const threads = [...keys.threads, ...ofMail.threads];
  const loaded = await loadRows(scope, { ...keys, threads, messageIds: [...keys.messageIds, ...ours] }, tracedConversations(trace));
  const around = await loadAround(
    scope,
    loaded.conversations.map(({ id }) => id),
  );
  return { ...loaded, mail: { ...trace, ...around } };
}

async function loadChannels(scope: Scope, { channelIds }: BatchKeys): Promise<ChannelFacts[]> {
  const { rows } = await scope.sql.query<{ id: string; kind: string; status: string; settings: { reopenDays?: unknown; pilot?: unknown } }>(
    "select id, kind, status, settings from channels where tenant_id = $1 and id = any($2::uuid[])",
    [scope.tenantId, channelIds],
  );
  return rows.map(({ settings, ...row }) => ({
    ...row,
    reopenDays: typeof settings.reopenDays === "number" ? settings.reopenDays : REOPEN_DAYS,
    hasProfiles: findAdapter(row.kind)?.profiles !== undefined,
    canStart: findAdapter(row.kind)?.capabilities.canStart ?? false,
    pilot: settings.pilot ? (pilotSchema.safeParse(settings.pilot).data ?? null) : null,
  }));
}

interface PersonRow extends Omit<Identity, "id" | "contactId"> {
  identityId: string;
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  avatarUrl: string | null;
  locale: string | null;
  mergedIntoId: string | null;
}

const CONTACT_COLUMNS = `ct.id, ct.name, ct.email, ct.phone, ct.avatar_url as "avatarUrl", ct.locale, ct.merged_into_id as "mergedIntoId"`;

const PERSON_COLUMNS = `i.id as "identityId", i.kind, i.scope, i.value, i.verified, i.display_name as "displayName", i.blocked_at as "blockedAt",
  ${CONTACT_COLUMNS}`;

async function loadPeople(scope: Scope, { parties, movedThreads }: BatchKeys): Promise<{ identities: Identity[]; contacts: Contact[] }> {
  const [known, moved] = await together([partiesRows(scope, parties), movedRows(scope, movedThreads)]);
  const rows = [...known, ...moved];
  const identities = new Map<string, Identity>();
  const contacts = new Map<string, Contact>();
  for (const { identityId, kind, scope: within, value, verified, displayName, blockedAt, ...contact } of rows) {
    identities.set(identityId, { id: identityId, contactId: contact.id, kind, scope: within, value, verified, displayName, blockedAt });
    contacts.set(contact.id, contact);
  }
  await followMerges(scope, contacts);
  return { identities: [...identities.values()], contacts: [...contacts.values()] };
}

async function partiesRows(scope: Scope, parties: BatchKeys["parties"]): Promise<PersonRow[]> {
  if (parties.length === 0) return [];
  const { rows } = await scope.sql.query<PersonRow>(
    `select ${PERSON_COLUMNS}
       from json_to_recordset($2::json) p("channelId" uuid, scope text, value text)
       join channels ch on ch.tenant_id = $1 and ch.id = p."channelId"
       join identities i on i.tenant_id = $1 and i.kind = ch.kind and i.scope = p.scope and i.value = p.value
       join contacts ct on ct.tenant_id = $1 and ct.id = i.contact_id`,
    [scope.tenantId, JSON.stringify(parties)],
  );
  return rows;
}

/** Whom a moved thread's conversation belongs to, under the old key and, if it exists, the new one. */
async function movedRows(scope: Scope, movedThreads: BatchKeys["movedThreads"]): Promise<PersonRow[]> {
  if (movedThreads.length === 0) return [];
  const { rows } = await scope.sql.query<PersonRow>(
    `select distinct on (i.id) ${PERSON_COLUMNS}
       from json_to_recordset($2::json) t("channelId" uuid, "threadKey" text, "to" text)
       join conversations c on c.tenant_id = $1 and c.channel_id = t."channelId" and c.thread_key = t."threadKey"
       join identities own on own.tenant_id = $1 and own.id = c.identity_id
       join identities i on i.tenant_id = $1 and i.kind = own.kind and i.scope = own.scope and i.value in (own.value, t."to")
       join contacts ct on ct.tenant_id = $1 and ct.id = i.contact_id`,
    [scope.tenantId, JSON.stringify(movedThreads)],
  );
  return rows;
}

/** Merged contacts point to what they became, in chains; hardly ever any, and then one query a link. */
async function followMerges(scope: Scope, contacts: Map<string, Contact>): Promise<void> {
  for (;;) {
    const missing = [...contacts.values()].flatMap(({ mergedIntoId }) => (mergedIntoId && !contacts.has(mergedIntoId) ? [mergedIntoId] : []));
    if (missing.length === 0) return;
    const { rows } = await scope.sql.query<Contact>(`select ${CONTACT_COLUMNS} from contacts ct where ct.tenant_id = $1 and ct.id = any($2::uuid[])`, [
      scope.tenantId,
      missing,
    ]);
    if (rows.length === 0) return;
    for (const row of rows) contacts.set(row.id, row);
  }
}

/**
 * A thread's live conversation, else its last. Index conversations_live, then conversations_thread. Of those given by id (a mail names
 * them) themselves, and what their threads have gone on in.
 */
async function loadConversations(scope: Scope, { threads, manyNamed }: BatchKeys, ids: string[]): Promise<Conversation[]> {
  if (threads.length + ids.length + manyNamed.length === 0) return [];
  const values: unknown[] = [scope.tenantId, JSON.stringify(threads)];
  const named = ids.length === 0 ? "" : byId(`$${values.push(ids)}`);
  const ofPeople = manyNamed.length === 0 ? "" : byIdentity(`$${values.push(JSON.stringify(manyNamed))}`);
  const { rows } = await scope.sql.query<Conversation>(
    `with found as materialized (
       select coalesce(
         (select c.id from conversations c where c.tenant_id = $1 and c.channel_id = t."channelId" and c.thread_key = t."threadKey" and c.status <> 'resolved'),
         (select c.id from conversations c where c.tenant_id = $1 and c.channel_id = t."channelId" and c.thread_key = t."threadKey"
           order by c.created_at desc limit 1)) as id
         from json_to_recordset($2::json) t("channelId" uuid, "threadKey" text) ${named} ${ofPeople})
     select c.id, c.channel_id as "channelId", c.thread_key as "threadKey", c.contact_id as "contactId", c.identity_id as "identityId", c.status,
            c.subject, c.last_seq as "lastSeq", c.inbound_count as "inboundCount", c.last_inbound_at as "lastInboundAt",
            c.last_activity_at as "lastActivityAt", c.waiting_since as "waitingSince", c.snoozed_until as "snoozedUntil",
            c.resolved_at as "resolvedAt", c.preview, c.preview_kind as "previewKind", c.preview_author as "previewAuthor"
       from conversations c where c.tenant_id = $1 and c.id in (select id from found) order by c.id for update of c`,
    values,
  );
  return rows;
}

/** SQL: those of these ids, and what their threads have gone on in. */
const byId = (ids: string) =>
  `union select c.id from conversations c where c.tenant_id = $1 and c.id = any(${ids}::uuid[])
   union select n.id from conversations c join conversations n on n.tenant_id = $1 and n.channel_id = c.channel_id and n.thread_key = c.thread_key
          where c.tenant_id = $1 and c.id = any(${ids}::uuid[])`;

/** SQL: those that go to any address of whom these belong to. Indexes identities (tenant, contact), conversations_identity. */
const byIdentity = (addresses: string) =>
  `union select c.id from json_to_recordset(${addresses}::json) p("channelId" uuid, scope text, value text)
     join channels ch on ch.tenant_id = $1 and ch.id = p."channelId"
     join identities i on i.tenant_id = $1 and i.kind = ch.kind and i.scope = p.scope and i.value = p.value
     join identities o on o.tenant_id = $1 and o.contact_id = i.contact_id and o.kind = i.kind
     join conversations c on c.tenant_id = $1 and c.identity_id = o.id and c.channel_id = p."channelId"`;
