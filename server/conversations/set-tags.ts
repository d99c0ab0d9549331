import type * as z from "zod";
import type { ConversationRow, setTagsInput } from "@/lib/schemas/conversation";
import type { Scope } from "@/server/db/scope";
import { insertActivity } from "@/server/messages/insert-activity";
import { changedConversation, lockForChange, recordChange } from "./change-conversation";

/** Makes these the conversation's tags; a line in the thread names what came and went. The same set again changes nothing. */
export async function setTags(scope: Scope, input: z.output<typeof setTagsInput>): Promise<ConversationRow> {
  const conversation = await lockForChange(scope, input.id, input.expectedVersion);
  const { rows } = await scope.sql.query<{ tag: string }>("select tag from conversation_tags where tenant_id = $1 and conversation_id = $2", [
    scope.tenantId,
    conversation.id,
  ]);
  const before = new Set(rows.map((row) => row.tag));
  const added = input.tags.filter((tag) => !before.has(tag));
  const removed = [...before].filter((tag) => !input.tags.includes(tag));
  if (added.length + removed.length === 0) return changedConversation(scope, conversation.id);
  await writeTags(scope, conversation.id, { added, removed });
  recordChange(scope, conversation, { fields: ["tags"] });
  await insertActivity(scope, conversation.id, { type: "tags-changed", added, removed });
  return changedConversation(scope, conversation.id);
}

async function writeTags(scope: Scope, id: string, { added, removed }: { added: string[]; removed: string[] }): Promise<void> {
  const { sql, tenantId } = scope;
  await sql.query("delete from conversation_tags where tenant_id = $1 and conversation_id = $2 and tag = any($3::text[])", [tenantId, id, removed]);
  await sql.query("insert into conversation_tags (tenant_id, conversation_id, tag, created_at) select $1, $2, unnest($3::text[]), $4 on conflict do nothing", [
    tenantId,
    id,
    added,
    scope.now,
  ]);
  await sql.query("update conversations set version = version + 1 where tenant_id = $1 and id = $2", [tenantId, id]);
}
