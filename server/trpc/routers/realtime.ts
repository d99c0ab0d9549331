import { realtimeConfig } from "@/server/realtime/pusher";
import { topics } from "@/server/realtime/topics";
import { router, tenantProcedure } from "../trpc";

export const realtimeRouter = router({
  /** Where to listen, and to which topics: the tenant's for who sees everything, one's own otherwise. */
  config: tenantProcedure.meta({ permission: "conversations.read" }).query(({ ctx }) => ({
    ...realtimeConfig(),
    topics: [ctx.actor.visibility === "all" ? topics.tenant(ctx.tenantId) : topics.agent(ctx.actor.id)],
  })),
});
