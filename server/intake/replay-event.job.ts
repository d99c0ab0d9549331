import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Takes one raw event up again with today's adapter; the worker's role alone may read bodies. */
export const replayEvent = defineJob({
  name: "replay-event",
  payload: z.strictObject({ eventId: z.uuid() }),
  maxAttempts: 3,
  run: async ({ eventId }, context) => {
    const { replayEvents } = await import("./replay");
    await replayEvents({ tenantId: context.tenantId, eventId });
  },
});
