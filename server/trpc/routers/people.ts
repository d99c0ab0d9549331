import * as z from "zod";
import { inviteInput } from "@/lib/schemas/people";
import { ROLES } from "@/server/access/roles";
import { changeRole } from "@/server/agents/change-role";
import { deactivateAgent } from "@/server/agents/deactivate-agent";
import { inviteAgent } from "@/server/agents/invite-agent";
import { listInvitations, revokeInvitation } from "@/server/agents/invite-list";
import { listPeople } from "@/server/agents/list-people";
import { router, tenantProcedure } from "../trpc";

const manage = tenantProcedure.meta({ permission: "agents.manage" });

/** Who sits in the workspace, and who is asked to. */
export const peopleRouter = router({
  list: manage.query(({ ctx }) => ctx.inTenant(listPeople)),
  invitations: manage.query(({ ctx }) => ctx.inTenant(listInvitations)),
  invite: manage.input(inviteInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => inviteAgent(scope, input))),
  revokeInvitation: manage.input(z.object({ id: z.string() })).mutation(({ ctx, input }) => ctx.inTenant((scope) => revokeInvitation(scope, input.id))),
  changeRole: manage
    .input(z.object({ agentId: z.string(), role: z.enum(ROLES) }))
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => changeRole(scope, input))),
  deactivate: manage.input(z.object({ agentId: z.string() })).mutation(({ ctx, input }) => ctx.inTenant((scope) => deactivateAgent(scope, input.agentId))),
});
