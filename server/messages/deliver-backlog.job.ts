import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Sends what waits in a tenant that has much to send: one job for all of it. Enqueued by enqueue-backlog.ts alone. */
export const deliverBacklog = defineJob({
  name: "deliver-backlog",
  payload: z.strictObject({}),
  maxAttempts: 25,
  isHot: true,
  run: async (_payload, context) => {
    const { workOffBacklog } = await import("./deliver-backlog");
    await workOffBacklog(context);
  },
});
