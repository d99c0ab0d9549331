import { AppError } from "@/lib/errors";
import type { Act } from "@/server/channels/contract";
import { accessConversation } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { accessMessageTarget, assertKnowsAct, type MessageTarget } from "./act-target";

const AT_CUSTOMER = ["sent", "delivered", "read"];

/** A message of ours that the customer has. Throws not-found; conflict `not-sent`, `not-supported`, `channel-disconnected`. */
export async function accessSent(scope: Scope, messageId: string, act: Extract<Act["type"], "edit" | "unsend">): Promise<MessageTarget> {
  const target = await accessMessageTarget(scope, messageId);
  await accessConversation(scope, target.conversationId);
  assertKnowsAct(target, act);
  const isThere = target.kind === "outbound" && target.externalIds.length > 0 && !target.deletedAt && AT_CUSTOMER.includes(target.status ?? "");
  if (!isThere) throw new AppError("conflict", "not at the customer", { reason: "not-sent", publicMessage: "The customer does not have this message." });
  return target;
}

/** Tells that a message has changed, and shows it in the list where it is the conversation's last. */
export async function recordChange(
  scope: Scope,
  { id, conversationId, channel }: MessageTarget,
  { type, preview }: { type: "message.updated" | "message.deleted"; preview: string | null },
): Promise<void> {
  await scope.sql.query(
    `update conversations c set preview = $4 from messages m
      where m.tenant_id = $1 and m.id = $2 and c.tenant_id = $1 and c.id = $3
        and not exists (select from messages n where n.tenant_id = $1 and n.conversation_id = $3 and n.seq > m.seq and n.kind <> 'activity')`,
    [scope.tenantId, id, conversationId, preview],
  );
  recordEvent(scope, { type, conversationId, messageId: id, channelId: channel.id, ...(type === "message.updated" && { data: { changed: ["text"] } }) });
}
