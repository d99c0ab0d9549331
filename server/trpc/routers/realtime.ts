import * as z from "zod";
import { mirrorTyping } from "@/server/messages/mirror-acts";
import { sessionsThatSeeTyping } from "@/server/realtime/agent-typing";
import { realtimeConfig } from "@/server/realtime/pusher";
import { relayAgentTyping } from "@/server/realtime/relay-typing";
import { topics } from "@/server/realtime/topics";
import { router, tenantProcedure } from "../trpc";

export const realtimeRouter = router({
  /** Where to listen, and to which topics: the tenant's for who sees everything, one's own otherwise. */
  config: tenantProcedure.meta({ permission: "conversations.read" }).query(({ ctx }) => ({
    ...realtimeConfig(),
    userAuthEndpoint: "/api/realtime/user-auth",
    topics: [ctx.actor.visibility === "all" ? topics.tenant(ctx.tenantId) : topics.agent(ctx.actor.id)],
  })),

  /** Tells the visitor's widget, or the customer's platform, that an agent types. The push goes out after the transaction; a lost one costs nothing. */
  typing: tenantProcedure
    .meta({ permission: "conversations.reply" })
    .input(z.object({ conversationId: z.uuid(), isTyping: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      const sessions = await ctx.inTenant(async (scope) => {
        await mirrorTyping(scope, input);
        return sessionsThatSeeTyping(scope, input.conversationId);
      });
      relayAgentTyping(sessions, input.isTyping);
    }),
});
