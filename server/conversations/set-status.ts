import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { ConversationRow, setStatusInput } from "@/lib/schemas/conversation";
import { isUniqueViolation } from "@/server/db/db-errors";
import type { Scope } from "@/server/db/scope";
import { cancelJob, enqueue } from "@/server/jobs/enqueue";
import { insertActivity } from "@/server/messages/insert-activity";
import type { ConversationRecord } from "./access-conversation";
import { changedConversation, lockForChange, recordChange } from "./change-conversation";
import { wakeConversation } from "./wake-conversation.job";

const MAX_SNOOZE_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Opens, sets aside (pending), snoozes until an instant, or resolves. Resolving ends the customer's waiting; a snooze ends by its
 * own job. The same status again changes nothing, but for a snooze to another instant. Throws conflict (`thread-is-open`) when
 * the thread has gone on in a newer conversation: there is one open conversation a thread.
 */
export async function setStatus(scope: Scope, input: z.output<typeof setStatusInput>): Promise<ConversationRow> {
  const until = snoozeEnd(input, scope.now);
  const conversation = await lockForChange(scope, input.id, input.expectedVersion);
  const isSame = conversation.status === input.status && conversation.snoozedUntil?.getTime() === until?.getTime();
  if (!isSame) await changeStatus(scope, conversation, { status: input.status, until });
  return changedConversation(scope, conversation.id);
}

function snoozeEnd(input: z.output<typeof setStatusInput>, now: Date): Date | null {
  if (input.status !== "snoozed") return null;
  const until = input.snoozedUntil ? new Date(input.snoozedUntil) : null;
  const latest = now.getTime() + MAX_SNOOZE_DAYS * DAY_MS;
  if (until && until > now && until.getTime() <= latest) return until;
  const message = "Choose a moment within the next year.";
  throw new AppError("invalid", "snooze end not in the next year", { publicMessage: message, fields: [{ field: "snoozedUntil", message }] });
}

interface StatusChange {
  status: ConversationRow["status"];
  until: Date | null;
}

/** The change itself on a locked conversation, with its line in the thread, its event and its timer. */
export async function changeStatus(scope: Scope, conversation: ConversationRecord, { status, until }: StatusChange): Promise<void> {
  if (conversation.status === "resolved") await assertThreadFree(scope, conversation);
  await writeStatus(scope, conversation, { status, until });
  if (until) await enqueue(scope, wakeConversation, { conversationId: conversation.id }, { runAt: until, key: conversation.id });
  else if (conversation.status === "snoozed") await cancelJob(scope, wakeConversation, conversation.id);
  recordChange(scope, conversation, { fields: ["status"], status, previousStatus: conversation.status });
  await insertActivity(scope, conversation.id, {
    type: "status-changed",
    status,
    previous: conversation.status,
    ...(until ? { snoozedUntil: until.toISOString() } : {}),
  });
}

/** Whether nobody has opened a newer conversation on the thread. Throws conflict that names it. */
async function assertThreadFree(scope: Scope, conversation: ConversationRecord): Promise<void> {
  const { rows } = await scope.sql.query<{ id: string }>(
    "select id from conversations where tenant_id = $1 and channel_id = $2 and thread_key = $3 and status <> 'resolved'",
    [scope.tenantId, conversation.channelId, conversation.threadKey],
  );
  if (rows[0]) throw threadIsOpen(rows[0].id);
}

async function writeStatus(scope: Scope, conversation: ConversationRecord, { status, until }: StatusChange): Promise<void> {
  try {
    await scope.sql.query(
      `update conversations set status = $3, snoozed_until = $4, resolved_at = case when $3 = 'resolved' then $5::timestamptz end,
              waiting_since = case when $3 = 'resolved' then null else waiting_since end, version = version + 1
        where tenant_id = $1 and id = $2`,
      [scope.tenantId, conversation.id, status, until, scope.now],
    );
  } catch (error) {
    // A customer's message opened a newer conversation between the look and the write: the index conversations_live decides.
    if (isUniqueViolation(error)) throw threadIsOpen(null);
    throw error;
  }
}

function threadIsOpen(conversationId: string | null): AppError {
  return new AppError("conflict", "the thread has an open conversation", {
    reason: "thread-is-open",
    publicMessage: "This customer has already gone on in a newer conversation. Continue there.",
    data: { conversationId },
  });
}
