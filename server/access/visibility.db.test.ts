import { expect, test } from "vitest";
import { makeTenant } from "@/server/testing/factories";
import { makeAgent, makeChannel, makeConversation, makeTeam } from "@/server/testing/inbox-factory";
import { visibleConversations, visibleSources } from "./visibility";

test("the sources of a list hold exactly what the predicate allows, each conversation once", async () => {
  const tenant = await makeTenant();
  const [mine, other] = [await makeTeam(tenant, "Mine"), await makeTeam(tenant, "Other")];
  const readers = {
    all: await makeAgent(tenant, { visibility: "all", teamIds: [mine] }),
    teams: await makeAgent(tenant, { visibility: "teams", teamIds: [mine] }),
    teamless: await makeAgent(tenant, { visibility: "teams" }),
    own: await makeAgent(tenant, { visibility: "mine", teamIds: [mine] }),
  };
  const channelId = await makeChannel(tenant);
  for (const teamId of [null, mine, other])
    for (const assigneeId of [null, ...Object.values(readers).map((reader) => reader.actor.id)])
      await makeConversation(tenant, { channelId, teamId, assigneeId });

  for (const [name, { actor, door }] of Object.entries(readers)) {
    const { allowed, found } = await door(async ({ sql, tenantId }) => {
      const values: unknown[] = [tenantId];
      const predicate = visibleConversations(actor, "c", values);
      const allowed = await sql.query<{ id: string }>(`select c.id from conversations c where c.tenant_id = $1 and ${predicate} order by 1`, values);
      const again: unknown[] = [tenantId];
      const reads = visibleSources(actor, again).map(({ own, where }) => {
        const rows = `(select c.id from conversations c where c.tenant_id = $1 and ${where})`;
        return own ? `(select c.id from ${own} own cross join lateral ${rows} c)` : rows;
      });
      const found = await sql.query<{ id: string }>(`select id from (${reads.join(" union all ")}) c order by 1`, again);
      return { allowed: allowed.rows, found: found.rows };
    });
    expect({ name, found }).toEqual({ name, found: allowed });
    expect(found.length).toBe({ all: 15, teams: 8, teamless: 4, own: 3 }[name]);
  }
});
