import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Ends a person's sockets. A job, because the push server may be away when their seat or session ends: it is told when it is back. */
export const endConnectionsJob = defineJob({
  name: "endConnections",
  payload: z.object({ userId: z.uuid() }),
  maxAttempts: 12,
  run: async ({ userId }) => (await import("./end-connections")).endConnectionsNow(userId),
});
