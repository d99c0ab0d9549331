import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Forgets what nobody's tenant owns after a week; see purge-inbound.ts. */
export const purgeInbound = defineJob({
  name: "purge-inbound",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async () => {
    const { purgeStrays } = await import("./purge-inbound");
    await purgeStrays(new Date());
  },
});
