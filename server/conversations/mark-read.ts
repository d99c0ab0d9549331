import type * as z from "zod";
import type { markReadInput } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { accessConversation } from "./access-conversation";

/**
 * Notes how far this agent has read. Never goes backwards, so a slow tab cannot undo what a fast one read. What is unread is
 * arithmetic: inbound messages of the conversation less those at or before the place read. Only agents read; others are ignored.
 */
export async function markRead(scope: Scope, input: z.output<typeof markReadInput>): Promise<void> {
  const conversation = await accessConversation(scope, input.id);
  if (scope.actor.type !== "agent") return;
  await scope.sql.query(
    `insert into conversation_reads (tenant_id, agent_id, conversation_id, read_seq, read_inbound_count)
     select $1, $2, c.id, least($4, c.last_seq),
            c.inbound_count - (select count(*) from messages m where m.tenant_id = $1 and m.conversation_id = c.id and m.seq > $4 and m.kind = 'inbound')
       from conversations c where c.tenant_id = $1 and c.id = $3
     on conflict (tenant_id, agent_id, conversation_id) do update
       set read_seq = greatest(conversation_reads.read_seq, excluded.read_seq),
           read_inbound_count = greatest(conversation_reads.read_inbound_count, excluded.read_inbound_count)`,
    [scope.tenantId, scope.actor.id, conversation.id, input.seq],
  );
}
