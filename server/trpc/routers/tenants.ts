import * as z from "zod";
import { apiKeyInput, newWorkspaceInput, workspaceInput } from "@/lib/schemas/people";
import { assertMayGrant, listApiKeys, revokeApiKey } from "@/server/auth/api-key-list";
import { createApiKey } from "@/server/auth/api-keys";
import { takeAttempt } from "@/server/auth/rate-limit";
import { createTenant } from "@/server/tenants/create-tenant";
import { updateTenant } from "@/server/tenants/update-tenant";
import { router, tenantProcedure, userProcedure } from "../trpc";

const MAX_NEW_PER_DAY = 10;
const keys = tenantProcedure.meta({ permission: "api-keys.manage" });

/** Workspaces: another one, its settings, its API keys. */
export const tenantsRouter = router({
  create: userProcedure.input(newWorkspaceInput).mutation(async ({ ctx, input }) => {
    const { user } = ctx.session;
    await takeAttempt([{ name: "new-workspace", subject: user.id, max: MAX_NEW_PER_DAY, windowMinutes: 24 * 60 }], new Date());
    const { slug } = await createTenant({ name: input.company, timeZone: input.timeZone, locale: input.locale, owner: { userId: user.id, name: user.name } });
    return { slug };
  }),
  update: tenantProcedure
    .meta({ permission: "tenant.manage" })
    .input(workspaceInput)
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => updateTenant(scope, input))),
  apiKeys: keys.query(({ ctx }) => ctx.inTenant(listApiKeys)),
  createApiKey: keys.input(apiKeyInput).mutation(({ ctx, input }) =>
    ctx.inTenant((scope) => {
      assertMayGrant(scope, input.scopes);
      return createApiKey(scope, input);
    }),
  ),
  revokeApiKey: keys.input(z.object({ id: z.string() })).mutation(({ ctx, input }) => ctx.inTenant((scope) => revokeApiKey(scope, input.id))),
});
