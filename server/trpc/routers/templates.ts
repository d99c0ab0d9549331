import * as z from "zod";
import { listTemplatesInput } from "@/lib/schemas/template";
import { listTemplates } from "@/server/templates/list-templates";
import { syncTemplates } from "@/server/templates/sync-templates";
import { router, tenantProcedure } from "../trpc";

export const templatesRouter = router({
  list: tenantProcedure
    .meta({ permission: "channels.read" })
    .input(listTemplatesInput)
    .query(({ ctx, input }) => ctx.inTenant((scope) => listTemplates(scope, input))),
  sync: tenantProcedure
    .meta({ permission: "conversations.reply" })
    .input(z.object({ channelId: z.uuid() }))
    .mutation(({ ctx, input }) => syncTemplates(ctx, input.channelId)),
});
