import { type Act, SendError } from "@/server/channels/contract";
import type { Scope } from "@/server/db/scope";
import type { JobContext } from "@/server/jobs/define-job";
import { recordEvent } from "@/server/realtime/record-event";
import type { ActRequest } from "./act-request";
import { type ActTarget, accessMessageTarget, findConversationTarget, knowsAct, type MessageTarget } from "./act-target";
import { callAct } from "./call-act";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/** Nobody types for longer without another sign of it. */
const TYPING_MS = 10_000;

/**
 * Mirrors at the platform what an agent did here, once: an act that is lost is no loss. A reaction that the platform refuses is not shown
 * as given any more.
 */
export async function performAct(door: Door, request: ActRequest): Promise<void> {
  if (request.type === "typing" && Date.now() - Date.parse(request.at) > TYPING_MS) return;
  const found = await door.inTenant((scope) => findTarget(scope, request));
  if (!found?.target.channel.isConnected || !knowsAct(found.target.channel.kind, request.type)) return;
  try {
    await callAct(door.tenantId, found.target, found.act);
  } catch (error) {
    const isRefused = error instanceof SendError && !error.retryable && error.kind !== "unknown";
    if (request.type === "react" && request.action === "add" && isRefused) await door.inTenant((scope) => withdraw(scope, request));
  }
}

/** Null: there is nothing at the platform that the act could name. */
async function findTarget(scope: Scope, request: ActRequest): Promise<{ target: ActTarget | MessageTarget; act: Act } | null> {
  if (request.type === "typing") {
    const target = await findConversationTarget(scope, request.conversationId);
    const named = target?.lastExternalId ? { externalId: target.lastExternalId } : {};
    return target && { target, act: { type: "typing", isTyping: request.isTyping, ...named } };
  }
  const target = await accessMessageTarget(scope, request.messageId);
  const [externalId] = target.externalIds;
  if (!externalId) return null;
  if (request.type === "read") return { target, act: { type: "read", externalId } };
  return { target, act: { type: "react", externalId, emoji: request.emoji, action: request.action } };
}

async function withdraw(scope: Scope, { messageId, emoji }: Extract<ActRequest, { type: "react" }>): Promise<void> {
  const { rows } = await scope.sql.query<{ conversation_id: string }>(
    `with gone as (delete from reactions where tenant_id = $1 and message_id = $2 and author_type = 'agent' and emoji = $3 returning message_id)
     select m.conversation_id from messages m join gone g on g.message_id = m.id where m.tenant_id = $1`,
    [scope.tenantId, messageId, emoji],
  );
  if (rows[0]) recordEvent(scope, { type: "message.updated", conversationId: rows[0].conversation_id, messageId, data: { changed: ["reactions"] } });
}
