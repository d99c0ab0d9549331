import * as z from "zod";
import { viewAttempt } from "@/server/connections/access-attempt";
import { accessChannel } from "@/server/connections/access-channel";
import { channelSetup } from "@/server/connections/channel-setup";
import { chooseAccount } from "@/server/connections/choose-account";
import { beginCheck, checkOnScreen, listTesters, viewCheck } from "@/server/connections/compatibility/check-on-screen";
import { connectOrOffer } from "@/server/connections/connect-with-token";
import { countOutsidePilot } from "@/server/connections/count-outside-pilot";
import { disconnectChannel } from "@/server/connections/disconnect-channel";
import { findMailServers } from "@/server/connections/find-mail-servers";
import { channelView, listChannels } from "@/server/connections/list-channels";
import { listKinds, listLooks } from "@/server/connections/list-kinds";
import { mendChannel } from "@/server/connections/mend-channel";
import { startOAuth } from "@/server/connections/start-oauth";
import { tellPreviousOwners } from "@/server/connections/take-over";
import { updateChannel, updateChannelInput } from "@/server/connections/update-channel";
import { router, tenantProcedure } from "../trpc";

const read = tenantProcedure.meta({ permission: "channels.read" });
const manage = tenantProcedure.meta({ permission: "channels.manage" });
const word = z.string().min(1).max(40);
const byId = z.object({ id: z.uuid() });

export const channelsRouter = router({
  list: read.query(({ ctx }) => ctx.inTenant(listChannels)),
  get: read.input(byId).query(({ ctx, input }) => ctx.inTenant(async (scope) => channelView(await accessChannel(scope, input.id)))),
  kinds: read.query(() => listKinds()),
  looks: read.query(() => listLooks()),
  testers: manage.input(byId).query(({ ctx, input }) => ctx.inTenant((scope) => listTesters(scope, input.id))),
  beginCheck: manage.input(checkOnScreen.pick({ channelId: true, conversationId: true })).mutation(({ ctx, input }) => beginCheck(ctx, input)),
  viewCheck: manage.input(checkOnScreen).query(({ ctx, input }) => ctx.inTenant((scope) => viewCheck(scope, input))),
  outsidePilot: manage.input(byId).query(({ ctx, input }) => ctx.inTenant((scope) => countOutsidePilot(scope, input.id))),
  setup: manage.input(byId).query(({ ctx, input }) => ctx.inTenant((scope) => channelSetup(scope, input.id))),
  startOAuth: manage.input(z.object({ kind: word, method: word.optional() })).mutation(({ ctx, input }) => startOAuth(ctx, input)),
  attempt: manage.input(byId).query(({ ctx, input }) => ctx.inTenant((scope) => viewAttempt(scope, input.id))),
  choose: manage.input(z.object({ attemptId: z.uuid(), accountId: z.string().max(200), takeOver: z.boolean() })).mutation(async ({ ctx, input }) => {
    const { channelId, takenFrom } = await ctx.inTenant((scope) => chooseAccount(scope, input));
    await tellPreviousOwners(takenFrom);
    return { channelId };
  }),
  connectWithToken: manage
    .input(
      z.object({
        kind: word,
        method: word.optional(),
        name: z.string().trim().max(200),
        credentials: z.record(z.string(), z.unknown()),
        takeOver: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input }) => connectOrOffer(ctx, input)),
  mend: manage
    .input(byId.extend({ values: z.record(word, z.string().max(500)) }))
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => mendChannel(scope, { channelId: input.id, values: input.values }))),
  findMailServers: manage.input(z.object({ address: z.string().max(320) })).query(({ input }) => findMailServers(input.address)),
  update: manage
    .input(byId.extend({ change: updateChannelInput }))
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => updateChannel(scope, input.id, input.change))),
  disconnect: manage.input(byId).mutation(({ ctx, input }) => ctx.inTenant((scope) => disconnectChannel(scope, input.id))),
});
