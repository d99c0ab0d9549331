import type * as z from "zod";
import type { envelopeView, replyEnvelopeInput } from "@/lib/schemas/mail";
import { accessConversation } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { addressReply } from "./address-reply";

/**
 * Who an answer would go to, for the composer: the envelope as sending would make it, and everybody in the conversation to choose
 * from. Null where an answer is no mail. Throws not-found, and what addressing throws.
 */
export async function previewEnvelope(scope: Scope, input: z.output<typeof replyEnvelopeInput>): Promise<z.output<typeof envelopeView> | null> {
  const conversation = await accessConversation(scope, input.conversationId);
  const { envelope } = await addressReply(scope, conversation, input);
  if (!envelope) return null;
  const { rows: candidates } = await scope.sql.query<{ address: string; name: string | null }>(
    "select address, name from conversation_participants where tenant_id = $1 and conversation_id = $2 order by created_at, address limit 200",
    [scope.tenantId, conversation.id],
  );
  const { from, to, cc, subject } = envelope;
  return { from, to, cc, subject, candidates };
}
