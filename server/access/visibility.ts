import type { Actor } from "./actor";

/**
 * The one visibility predicate (G5): a SQL condition on `conversations` under the given alias, for list, search,
 * counts, feed, realtime and export alike. `mine`: assigned to me. `teams`: mine, my teams', and what nobody's team owns yet.
 * The agent id comes from the session and is checked to be a uuid by the type's makers; it goes in as a parameter all the same.
 * @param parameter the number of the next free $n; the actor's id is pushed to `values`.
 */
export function visibleConversations(actor: Actor, alias: string, values: unknown[]): string {
  if (actor.type !== "agent" || actor.visibility === "all") return "true";
  values.push(actor.id);
  const me = `$${values.length}::uuid`;
  if (actor.visibility === "mine") return `${alias}.assignee_id = ${me}`;
  return `(${alias}.assignee_id = ${me} or ${alias}.team_id is null and ${alias}.assignee_id is null or exists (
    select from team_members tm where tm.tenant_id = ${alias}.tenant_id and tm.team_id = ${alias}.team_id and tm.agent_id = ${me}))`;
}
