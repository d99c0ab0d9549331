import type { MailFacts } from "@/lib/schemas/mail";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

export interface AnsweredMail {
  id: string;
  isOurs: boolean;
  identityId: string | null;
  facts: MailFacts;
}

/**
 * The mail that an answer in this conversation answers: the given one where that is a mail, else the last that a person sent us; a
 * machine's is not answered unless somebody says so. Where only we have written, our own last. Null when there is none.
 * Index: the unique (tenant_id, conversation_id, seq).
 */
export async function answeredMail(scope: Scope, conversationId: string, replyToId: string | undefined): Promise<AnsweredMail | null> {
  const named = replyToId !== undefined && isId(replyToId) ? await findMail(scope, conversationId, replyToId) : null;
  return named ?? findMail(scope, conversationId, null);
}

async function findMail(scope: Scope, conversationId: string, messageId: string | null): Promise<AnsweredMail | null> {
  const { rows } = await scope.sql.query<AnsweredMail>(
    `select id, kind = 'outbound' as "isOurs", identity_id as "identityId", mail as facts from messages
      where tenant_id = $1 and conversation_id = $2 and mail is not null and deleted_at is null
        and case when $3::uuid is null then kind = 'outbound' or mail->>'automation' <> 'automatic' else id = $3 end
      order by kind = 'inbound' desc, seq desc limit 1`,
    [scope.tenantId, conversationId, messageId],
  );
  return rows[0] ?? null;
}
