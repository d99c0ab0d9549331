import * as z from "zod";
import { listEvents } from "@/server/realtime/list-events";
import { router, tenantProcedure } from "../trpc";

const MAX_EVENTS = 500;

export const eventsRouter = router({
  /** Changes after a cursor, in order; null asks only where the feed stands. */
  since: tenantProcedure
    .meta({ permission: "conversations.read" })
    .input(z.object({ after: z.number().int().min(0).nullable() }))
    .query(({ ctx, input }) => ctx.inTenant((scope) => listEvents(scope, { after: input.after, limit: MAX_EVENTS }))),
});
