import { isId } from "@/server/db/ids";

/** What a list may be narrowed to, beyond a view. */
export interface ConversationFilter {
  channelId?: string;
  contactId?: string;
  assigneeId?: string;
  teamId?: string;
  tag?: string;
  /** Words in the contact's name, address or the subject, or the conversation's number. */
  q?: string;
}

const ID_COLUMNS = { channelId: "channel_id", contactId: "contact_id", assigneeId: "assignee_id", teamId: "team_id" } as const;

/** SQL conditions on `c`; their parameters are pushed to `values`. Null when an id in the filter cannot name anything. */
export function filterConditions(filter: ConversationFilter, values: unknown[]): string[] | null {
  const conditions: string[] = [];
  for (const [key, column] of Object.entries(ID_COLUMNS)) {
    const id = filter[key as keyof typeof ID_COLUMNS];
    if (id === undefined) continue;
    if (!isId(id)) return null;
    conditions.push(`c.${column} = $${values.push(id)}::uuid`);
  }
  if (filter.tag !== undefined)
    conditions.push(
      `exists (select from conversation_tags t where t.tenant_id = c.tenant_id and t.conversation_id = c.id and t.tag = $${values.push(filter.tag)})`,
    );
  if (filter.q !== undefined) conditions.push(searchCondition(filter.q, values));
  return conditions;
}

function searchCondition(q: string, values: unknown[]): string {
  const number = /^#?(\d{1,15})$/.exec(q)?.[1];
  const isNumber = number ? `c.number = $${values.push(Number(number))} or` : "";
  const like = `$${values.push(`%${q.replace(/[\\%_]/g, "\\$&")}%`)}`;
  return `(${isNumber} c.subject ilike ${like} or exists (select from contacts ct where ct.tenant_id = c.tenant_id and ct.id = c.contact_id
    and (ct.name ilike ${like} or ct.email ilike ${like} or ct.phone ilike ${like})))`;
}
