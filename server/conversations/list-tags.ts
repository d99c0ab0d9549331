import { visibleConversations } from "@/server/access/visibility";
import type { Scope } from "@/server/db/scope";

const MAX_LISTED = 1_000;

/** The tags in use on conversations that this actor may see, by name. Index: conversation_tags (tenant_id, tag). */
export async function listTags(scope: Scope): Promise<string[]> {
  const values: unknown[] = [scope.tenantId, MAX_LISTED];
  const visible = visibleConversations(scope.actor, "c", values);
  const { rows } = await scope.sql.query<{ tag: string }>(
    `select t.tag from conversation_tags t join conversations c on c.tenant_id = t.tenant_id and c.id = t.conversation_id
      where t.tenant_id = $1 and ${visible} group by t.tag order by t.tag collate "und-x-icu", t.tag limit $2`,
    values,
  );
  return rows.map((row) => row.tag);
}
