import * as z from "zod";
import { defineJob } from "./define-job";

/** The tick of one line of schedule.ts. */
export const recur = defineJob({
  name: "recur",
  payload: z.strictObject({ job: z.string() }),
  maxAttempts: 3,
  run: async ({ job }) => {
    const { enqueueRecurring } = await import("./enqueue-recurring");
    await enqueueRecurring(job);
  },
});
