import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** One raw event again, for its tenant alone. */
export const replayEvent = defineJob({
  name: "replay-event",
  payload: z.strictObject({ eventId: z.uuid() }),
  maxAttempts: 3,
  run: async ({ eventId }, { tenantId }) => {
    const { replayEvents } = await import("./replay");
    await replayEvents({ tenantId, eventId });
  },
});
