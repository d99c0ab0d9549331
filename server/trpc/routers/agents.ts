import { listAgents } from "@/server/agents/list-agents";
import { router, tenantProcedure } from "../trpc";

export const agentsRouter = router({
  /** Everybody who may be assigned, by name. */
  list: tenantProcedure.meta({ permission: "agents.read" }).query(({ ctx }) => ctx.inTenant(listAgents)),
});
