import { visibleConversations } from "@/server/access/visibility";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { knowsAct } from "./act-target";
import { performActJob } from "./perform-act.job";

/** The platforms show it for 5 to 20 seconds; the desk tells it every three. */
const TYPING_PAUSE_MS = 4_500;

// For this process: behind several of them the platform may be told twice, which harms nothing.
const toldAt = new Map<string, number>();

/** Shows the customer that an agent types, where their platform can; seldom enough that it does not complain. Nothing for a conversation that is not the agent's to see. */
export async function mirrorTyping(scope: Scope, { conversationId, isTyping }: { conversationId: string; isTyping: boolean }): Promise<void> {
  const now = scope.now.getTime();
  if (isTyping && now - (toldAt.get(conversationId) ?? 0) < TYPING_PAUSE_MS) return;
  const values: unknown[] = [scope.tenantId, conversationId];
  const { rows } = await scope.sql.query<{ kind: string }>(
    `select ch.kind from conversations c join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
      where c.tenant_id = $1 and c.id = $2 and ch.disconnected_at is null and ${visibleConversations(scope.actor, "c", values)}`,
    values,
  );
  if (!rows[0] || !knowsAct(rows[0].kind, "typing")) return;
  remember(conversationId, isTyping ? now : 0);
  await enqueue(scope, performActJob, { type: "typing", conversationId, isTyping, at: scope.now.toISOString() }, { key: `typing ${conversationId}` });
}

function remember(conversationId: string, at: number): void {
  if (toldAt.size > 10_000) toldAt.clear();
  toldAt.set(conversationId, at);
}

/** Shows the customer that they have been read up to a place, where their platform can. */
export async function mirrorRead(scope: Scope, { conversationId, upToSeq }: { conversationId: string; upToSeq: number }): Promise<void> {
  const { rows } = await scope.sql.query<{ id: string; kind: string }>(
    `select m.id, ch.kind from messages m join channels ch on ch.tenant_id = m.tenant_id and ch.id = m.channel_id
      where m.tenant_id = (select $1::uuid) and m.conversation_id = $2 and m.seq <= $3 and m.kind = 'inbound' and m.external_id is not null
      order by m.seq desc limit 1`,
    [scope.tenantId, conversationId, upToSeq],
  );
  if (!rows[0] || !knowsAct(rows[0].kind, "read")) return;
  await enqueue(scope, performActJob, { type: "read", messageId: rows[0].id }, { key: `read ${conversationId}` });
}
