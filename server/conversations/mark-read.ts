import type * as z from "zod";
import type { markReadInput } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { mirrorRead } from "@/server/messages/mirror-acts";
import { recordEvent } from "@/server/realtime/record-event";
import { accessConversation } from "./access-conversation";

/**
 * Notes how far this agent has read. Never goes backwards, so a slow tab cannot undo what a fast one read. What is unread is
 * arithmetic: inbound messages of the conversation less those at or before the place read. Only agents read; others are ignored.
 * Where nothing of the customer's was unread, nothing is told: every click would be a change for the whole tenant.
 */
export async function markRead(scope: Scope, input: z.output<typeof markReadInput>): Promise<void> {
  const conversation = await accessConversation(scope, input.id);
  if (scope.actor.type !== "agent") return;
  const { rows } = await scope.sql.query<Reading>(
    `with before as (select read_seq, read_inbound_count from conversation_reads where tenant_id = $1 and agent_id = $2 and conversation_id = $3)
     insert into conversation_reads (tenant_id, agent_id, conversation_id, read_seq, read_inbound_count)
     select $1, $2, c.id, least($4, c.last_seq),
            c.inbound_count - (select count(*) from messages m where m.tenant_id = $1 and m.conversation_id = c.id and m.seq > $4 and m.kind = 'inbound')
       from conversations c where c.tenant_id = $1 and c.id = $3
     on conflict (tenant_id, agent_id, conversation_id) do update
       set read_seq = greatest(conversation_reads.read_seq, excluded.read_seq),
           read_inbound_count = greatest(conversation_reads.read_inbound_count, excluded.read_inbound_count)
       where conversation_reads.read_seq < excluded.read_seq or conversation_reads.read_inbound_count < excluded.read_inbound_count
     returning coalesce((select read_seq from before), 0) as "afterSeq", read_seq as "upToSeq",
               read_inbound_count > coalesce((select read_inbound_count from before), 0) as "isNews"`,
    [scope.tenantId, scope.actor.id, conversation.id, input.seq],
  );
  for (const { isNews, ...range } of rows.filter((row) => row.isNews)) {
    recordEvent(scope, { type: "conversation.read", conversationId: conversation.id, data: range });
    await mirrorRead(scope, { conversationId: conversation.id, upToSeq: range.upToSeq });
  }
}

/** What was read now: the messages after one place up to another. */
interface Reading {
  afterSeq: number;
  upToSeq: number;
  isNews: boolean;
}
