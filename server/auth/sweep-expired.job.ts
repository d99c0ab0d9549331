import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Deletes sessions, links and attempt windows that are over. */
export const sweepExpiredJob = defineJob({
  name: "sweep-expired",
  payload: z.strictObject({}),
  maxAttempts: 5,
  run: async () => (await import("./sweep-expired")).sweepExpired(),
});
