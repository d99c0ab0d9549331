import type { Scope } from "@/server/db/scope";
import type { Fold } from "./fold";
import { type Columns, insertRows } from "./insert-rows";
import type { AwaitedMail, Participant } from "./mail-world";
import { together } from "./together";

/** What waited for a mail that is here now moves to its conversation; before any new message is written there. */
export async function moveGathered(scope: Scope, { mail }: Fold): Promise<void> {
  for (const { from, into, base } of mail.gathered)
    await together([
      scope.sql.query("update messages set conversation_id = $3, seq = seq + $4 where tenant_id = $1 and conversation_id = $2", [
        scope.tenantId,
        from,
        into,
        base,
      ]),
      scope.sql.query(
        `insert into awaited_mails (tenant_id, message_id, conversation_id, sender)
         select tenant_id, message_id, $3, sender from awaited_mails where tenant_id = $1 and conversation_id = $2 on conflict do nothing`,
        [scope.tenantId, from, into],
      ),
      scope.sql.query("delete from conversations where tenant_id = $1 and id = $2", [scope.tenantId, from]),
    ]);
}

const PARTICIPANT: Columns<Participant> = [
  ["conversation_id", "uuid", (p) => p.conversationId],
  ["address", "text", (p) => p.address],
  ["name", "text", (p) => p.name],
];

const AWAITED: Columns<AwaitedMail> = [
  ["message_id", "text", (a) => a.messageId],
  ["conversation_id", "uuid", (a) => a.conversationId],
  ["sender", "text", (a) => a.sender],
];

/** Who takes part since this batch, and which mails are waited for or no longer. After the conversations. */
export async function writeMail(scope: Scope, { mail }: Fold): Promise<void> {
  const participants = [...mail.participants.values()].flatMap((one) => [...one.values()].filter(({ isNew }) => isNew));
  const tail = "on conflict do nothing";
  await together([
    insertRows(scope, "conversation_participants", { columns: PARTICIPANT, rows: participants, tail }),
    mail.arrived.size === 0
      ? null
      : scope.sql.query("delete from awaited_mails where tenant_id = $1 and message_id = any($2::text[])", [scope.tenantId, [...mail.arrived]]),
    insertRows(scope, "awaited_mails", { columns: AWAITED, rows: [...mail.awaited.values()].flatMap((one) => one.filter(({ isNew }) => isNew)), tail }),
  ]);
}
