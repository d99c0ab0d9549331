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

/** Where to look for conversations `c`: for each row of `own`, if there is one, those that fit `where`. */
export interface VisibleSource {
  own: string | null;
  where: string;
}

/**
 * The same predicate cut into pieces that no conversation shares, each with an index of its own. Asked as one it is an "or" that
 * no index answers: an agent of a small team would read all that is open in the tenant to find a page of theirs.
 * `$1` is the tenant; the actor's id is pushed to `values`.
 */
export function visibleSources(actor: Actor, values: unknown[]): VisibleSource[] {
  if (actor.type !== "agent" || actor.visibility !== "teams") return [{ own: null, where: visibleConversations(actor, "c", values) }];
  values.push(actor.id);
  const me = `$${values.length}::uuid`;
  return [
    { own: null, where: `c.assignee_id = ${me}` },
    // Written so that only its own index fits: by "both are null" the planner takes the one of all that is unassigned.
    { own: null, where: "coalesce(c.team_id, c.assignee_id) is null" },
    {
      own: `(select tm.team_id from team_members tm where tm.tenant_id = $1 and tm.agent_id = ${me})`,
      where: `c.team_id = own.team_id and c.assignee_id is distinct from ${me}`,
    },
  ];
}
