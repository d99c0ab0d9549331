import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { MessageView, reactInput } from "@/lib/schemas/message";
import { accessConversation } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { enqueue } from "@/server/jobs/enqueue";
import { recordEvent } from "@/server/realtime/record-event";
import { accessMessage } from "./access-message";
import { accessMessageTarget, assertKnowsAct } from "./act-target";
import { performActJob } from "./perform-act.job";

/**
 * Gives a message an emoji, or takes it back. Towards the customer our side is one: whoever of us reacts replaces what another gave, as
 * the platforms do. They are told by a job. Throws not-found; conflict `not-supported`, `channel-disconnected`, `not-at-platform`.
 */
export async function react(scope: Scope, { messageId, emoji, action }: z.output<typeof reactInput>): Promise<MessageView> {
  const target = await accessMessageTarget(scope, messageId);
  await accessConversation(scope, target.conversationId, { lock: true });
  assertKnowsAct(target, "react");
  if (target.externalIds.length === 0 || target.deletedAt)
    throw new AppError("conflict", "message unknown there", { reason: "not-at-platform", publicMessage: "The customer does not have this message." });
  const isChanged = action === "add" ? await give(scope, messageId, emoji) : await takeBack(scope, messageId, emoji);
  if (isChanged) {
    recordEvent(scope, { type: "message.updated", conversationId: target.conversationId, messageId, data: { changed: ["reactions"] } });
    await enqueue(scope, performActJob, { type: "react", messageId, emoji, action }, { key: `react ${messageId}` });
  }
  return accessMessage(scope, messageId);
}

async function give(scope: Scope, messageId: string, emoji: string): Promise<boolean> {
  await scope.sql.query("delete from reactions where tenant_id = $1 and message_id = $2 and author_type = 'agent' and emoji <> $3", [
    ...[scope.tenantId, messageId, emoji],
  ]);
  const { rowCount } = await scope.sql.query(
    `insert into reactions (tenant_id, message_id, author_type, author_id, emoji, created_at) select $1, $2, 'agent', $4, $3, $5
      where not exists (select from reactions where tenant_id = $1 and message_id = $2 and author_type = 'agent')`,
    [scope.tenantId, messageId, emoji, scope.actor.id, scope.now],
  );
  return rowCount === 1;
}

async function takeBack(scope: Scope, messageId: string, emoji: string): Promise<boolean> {
  const { rowCount } = await scope.sql.query("delete from reactions where tenant_id = $1 and message_id = $2 and author_type = 'agent' and emoji = $3", [
    ...[scope.tenantId, messageId, emoji],
  ]);
  return (rowCount ?? 0) > 0;
}
