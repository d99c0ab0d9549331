import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { assignInput, ConversationRow } from "@/lib/schemas/conversation";
import { accessAssignee } from "@/server/agents/access-assignee";
import type { Scope } from "@/server/db/scope";
import { insertActivity } from "@/server/messages/insert-activity";
import { accessTeam } from "@/server/teams/access-team";
import type { ConversationRecord } from "./access-conversation";
import { changedConversation, lockForChange, recordChange } from "./change-conversation";

/**
 * Gives a conversation to an agent, a team, both or (null) nobody; what is left out stays. A line in the thread says who did it.
 * The same again changes nothing. Throws not-found for an agent or a team that is not there, invalid for one who may not reply.
 */
export async function assign(scope: Scope, input: z.output<typeof assignInput>): Promise<ConversationRow> {
  const conversation = await lockForChange(scope, input.id, input.expectedVersion);
  if (input.assigneeId !== undefined && input.assigneeId !== conversation.assigneeId) await assignAgent(scope, conversation, input.assigneeId);
  if (input.teamId !== undefined && input.teamId !== conversation.teamId) await assignTeam(scope, conversation, input.teamId);
  return changedConversation(scope, conversation.id);
}

async function assignAgent(scope: Scope, conversation: ConversationRecord, assigneeId: string | null): Promise<void> {
  const assignee = assigneeId === null ? null : await accessAssignee(scope, assigneeId);
  if (assignee && !assignee.canReply)
    throw new AppError("invalid", "assignee may not reply", { reason: "assignee-cannot-reply", publicMessage: `${assignee.name} may only look, not answer.` });
  const previous = conversation.assigneeId ? await accessAssignee(scope, conversation.assigneeId, { evenIfGone: true }) : null;
  await scope.sql.query("update conversations set assignee_id = $3, version = version + 1 where tenant_id = $1 and id = $2", [
    scope.tenantId,
    conversation.id,
    assigneeId,
  ]);
  recordChange(scope, conversation, { fields: ["assigneeId"], previousAssigneeId: conversation.assigneeId });
  const named = (agent: { id: string; name: string } | null) => agent && { id: agent.id, name: agent.name };
  await insertActivity(scope, conversation.id, { type: "assigned", assignee: named(assignee), previous: named(previous) });
}

async function assignTeam(scope: Scope, conversation: ConversationRecord, teamId: string | null): Promise<void> {
  const team = teamId === null ? null : await accessTeam(scope, teamId);
  const previous = conversation.teamId ? await accessTeam(scope, conversation.teamId) : null;
  await scope.sql.query("update conversations set team_id = $3, version = version + 1 where tenant_id = $1 and id = $2", [
    scope.tenantId,
    conversation.id,
    teamId,
  ]);
  recordChange(scope, conversation, { fields: ["teamId"], previousTeamId: conversation.teamId });
  await insertActivity(scope, conversation.id, { type: "team-changed", team, previous });
}
