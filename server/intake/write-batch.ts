import { pollChannel } from "@/server/connections/poll-channel.job";
import { fetchProfile } from "@/server/contacts/fetch-profile.job";
import type { Scope } from "@/server/db/scope";
import { enqueueAll, type JobRequest, jobRequest } from "@/server/jobs/enqueue";
import { deliverMessage } from "@/server/messages/deliver-message.job";
import { ERASE_AFTER_MS } from "@/server/messages/erase-attachments";
import { eraseAttachments } from "@/server/messages/erase-attachments.job";
import { fetchAttachment } from "@/server/messages/fetch-attachment.job";
import { recordEvent } from "@/server/realtime/record-event";
import { noteStatuses } from "@/server/templates/note-statuses";
import { syncTemplatesJob } from "@/server/templates/sync-templates.job";
import type { Decision } from "./decide";
import type { Fold, FollowUp } from "./fold";
import { type Columns, insertRows, updateRows } from "./insert-rows";
import { together } from "./together";
import type { Contact, Conversation, Delivery, Identity } from "./world";
import { moveGathered, writeMail } from "./write-mail";
import { writeAttachments, writeMessages, writeReactions } from "./write-messages";
import { writeEvidence, writeWindows } from "./write-windows";

/**
 * Writes what was decided, one statement a table, all sent at once (they run in order on the one connection). The
 * events are numbered by the door. Unique indexes decide between two workers: the loser rolls back and repeats.
 */
export async function writeBatch(scope: Scope, { fold }: Pick<Decision, "fold">): Promise<void> {
  const contacts = [...fold.contacts.values()];
  const identities = [...fold.identitiesById.values()];
  const changed = fold.allConversations.filter(isChanged);
  const count = "version = t.version + 1";
  const jobs = fold.followUps.map((followUp) => request(scope, followUp));
  // Sent in this order, and run in it. Conversations as late as can be: their number's counter holds up the tenant's other batches.
  await together([
    insertRows(scope, "contacts", { columns: CONTACT, rows: contacts.filter(isNew) }),
    updateRows(scope, "contacts", { columns: CONTACT_CHANGES, rows: contacts.filter(isChanged), also: `${count}, updated_at = now()` }),
    insertRows(scope, "identities", { columns: IDENTITY, rows: identities.filter(isNew) }),
    updateRows(scope, "identities", { columns: IDENTITY_CHANGES, rows: identities.filter(isChanged) }),
    enqueueAll(scope, jobs),
    updateRows(scope, "deliveries", { columns: DELIVERY_CHANGES, rows: fold.deliveries.filter(isChanged) }),
    writeParts(scope, fold),
    updateChannels(scope, fold),
    noteStatuses(scope, [...fold.templateStatuses.values()]),
    // What ended first: a thread has one live conversation at any moment, and the index looks row by row.
    updateRows(scope, "conversations", { columns: CONVERSATION_CHANGES, rows: changed.filter(isResolved), also: count }),
    updateRows(scope, "conversations", { columns: CONVERSATION_CHANGES, rows: changed.filter((c) => !isResolved(c)), also: count }),
    insertConversations(scope, fold.allConversations.filter(isNew)),
    moveGathered(scope, fold),
    writeMail(scope, fold),
    writeMessages(scope, fold),
    writeAttachments(scope, fold),
    writeReactions(scope, fold),
    writeWindows(scope, fold),
    writeEvidence(scope, fold),
  ]);
  for (const event of fold.events) recordEvent(scope, event);
}

type Tracked = { isNew?: boolean; isChanged?: boolean };
const isNew = (row: Tracked) => row.isNew === true;
const isChanged = (row: Tracked) => row.isChanged === true && !row.isNew;

const isResolved = (conversation: Conversation) => conversation.status === "resolved";

const CONTACT_CHANGES: Columns<Contact> = [
  ["name", "text", (c) => c.name],
  ["email", "text", (c) => c.email],
  ["phone", "text", (c) => c.phone],
  ["avatar_url", "text", (c) => c.avatarUrl],
  ["locale", "text", (c) => c.locale],
];
const CONTACT: Columns<Contact> = [["id", "uuid", (c) => c.id], ...CONTACT_CHANGES];

const IDENTITY_CHANGES: Columns<Identity> = [
  ["verified", "boolean", (i) => i.verified],
  ["display_name", "text", (i) => i.displayName],
  ["blocked_at", "timestamptz", (i) => i.blockedAt],
];
const IDENTITY: Columns<Identity> = [
  ["id", "uuid", (i) => i.id],
  ["contact_id", "uuid", (i) => i.contactId],
  ["kind", "text", (i) => i.kind],
  ["scope", "text", (i) => i.scope],
  ["value", "text", (i) => i.value],
  ...IDENTITY_CHANGES,
];

const CONVERSATION_CHANGES: Columns<Conversation> = [
  ["thread_key", "text", (c) => c.threadKey],
  ["identity_id", "uuid", (c) => c.identityId],
  ["status", "text", (c) => c.status],
  ["last_seq", "bigint", (c) => c.lastSeq],
  ["inbound_count", "bigint", (c) => c.inboundCount],
  ["last_inbound_at", "timestamptz", (c) => c.lastInboundAt],
  ["last_activity_at", "timestamptz", (c) => c.lastActivityAt],
  ["waiting_since", "timestamptz", (c) => c.waitingSince],
  ["snoozed_until", "timestamptz", (c) => c.snoozedUntil],
  ["resolved_at", "timestamptz", (c) => c.resolvedAt],
  ["preview", "text", (c) => c.preview],
  ["preview_kind", "text", (c) => c.previewKind],
  ["preview_author", "text", (c) => c.previewAuthor],
];

/** Numbers count per tenant: the counter gives as many as there are new conversations, in the order they began. */
async function insertConversations(scope: Scope, conversations: Conversation[]): Promise<void> {
  if (conversations.length === 0) return;
  const columns: Columns<Conversation & { ord: number }> = [
    ["id", "uuid", (c) => c.id],
    ["subject", "text", (c) => c.subject],
    ["contact_id", "uuid", (c) => c.contactId],
    ["channel_id", "uuid", (c) => c.channelId],
    ...CONVERSATION_CHANGES,
  ];
  const names = columns.map(([name]) => name);
  const rows = conversations.map((c, ord) => ({ ord, ...Object.fromEntries(columns.map(([name, , value]) => [name, value({ ...c, ord })])) }));
  await scope.sql.query(
    `with counter as (update tenant_counters set conversation_number = conversation_number + $2 where tenant_id = $1 returning conversation_number as last)
     insert into conversations (tenant_id, number, created_at, ${names.join(", ")})
     select $1, counter.last - $2 + 1 + r.ord, $3, ${names.map((name) => `r.${name}`).join(", ")}
       from counter, json_to_recordset($4::json) r(ord int, ${columns.map(([name, type]) => `${name} ${type}`).join(", ")})`,
    [scope.tenantId, conversations.length, scope.now, JSON.stringify(rows)],
  );
}

const DELIVERY_CHANGES: Columns<Delivery> = [
  ["status", "text", (d) => d.status],
  ["reason", "text", (d) => d.reason],
  ["code", "text", (d) => d.code],
  ["sent_at", "timestamptz", (d) => d.sentAt],
  ["delivered_at", "timestamptz", (d) => d.deliveredAt],
  ["read_at", "timestamptz", (d) => d.readAt],
  ["failed_at", "timestamptz", (d) => d.failedAt],
];

async function writeParts(scope: Scope, fold: Fold): Promise<void> {
  const rows = fold.deliveries.flatMap((d) => d.parts.filter((p) => p.isChanged).map((p) => ({ deliveryId: d.id, part: p.part, externalId: p.externalId })));
  if (rows.length === 0) return;
  await scope.sql.query(
    `update delivery_parts t set external_id = r."externalId" from json_to_recordset($2::json) r("deliveryId" uuid, part int, "externalId" text)
      where t.tenant_id = $1 and t.delivery_id = r."deliveryId" and t.part = r.part and t.external_id is null`,
    [scope.tenantId, JSON.stringify(rows)],
  );
}

async function updateChannels(scope: Scope, fold: Fold): Promise<void> {
  const rows = [...fold.channelStatuses.values()];
  if (rows.length === 0) return;
  // A channel that somebody disconnected here stays so, whatever the platform still says of it.
  await scope.sql.query(
    `update channels t set status = r.status, status_reason = r.reason, status_changed_at = case when t.status = r.status then t.status_changed_at else $3 end
       from json_to_recordset($2::json) r(id uuid, status text, reason text) where t.tenant_id = $1 and t.id = r.id and t.disconnected_at is null`,
    [scope.tenantId, JSON.stringify(rows), scope.now],
  );
}

function request(scope: Scope, followUp: FollowUp): JobRequest {
  switch (followUp.kind) {
    case "fetch-attachment":
      // One that found its place taken (a message learnt anew keeps its stored files) finds no row, and does nothing.
      return jobRequest(scope.tenantId, fetchAttachment, { attachmentId: followUp.attachmentId });
    case "erase-attachments":
      return jobRequest(scope.tenantId, eraseAttachments, { messageId: followUp.messageId }, { runAt: new Date(scope.now.getTime() + ERASE_AFTER_MS) });
    case "fetch-profile":
      return jobRequest(scope.tenantId, fetchProfile, { identityId: followUp.identityId, seenIn: followUp.seenIn }, { key: followUp.identityId });
    case "deliver":
      return jobRequest(scope.tenantId, deliverMessage, { conversationId: followUp.conversationId }, { key: followUp.conversationId });
    case "sync-templates":
      return jobRequest(scope.tenantId, syncTemplatesJob, { channelId: followUp.channelId }, { key: followUp.channelId });
    case "poll-channel":
      return pollRequest(scope, followUp);
  }
}

function pollRequest(scope: Scope, { channelId, hint, account }: Extract<FollowUp, { kind: "poll-channel" }>) {
  return jobRequest(scope.tenantId, pollChannel, { channelId, hint, account }, { key: account === null ? channelId : `${channelId} ${account}` });
}
