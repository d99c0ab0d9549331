import { listTeams } from "@/server/teams/list-teams";
import { router, tenantProcedure } from "../trpc";

export const teamsRouter = router({
  list: tenantProcedure.meta({ permission: "agents.read" }).query(({ ctx }) => ctx.inTenant(listTeams)),
});
