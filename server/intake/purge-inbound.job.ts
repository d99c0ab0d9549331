import * as z from "zod";
import { env } from "@/lib/env";
import { defineJob } from "@/server/jobs/define-job";

/** Forgets raw bodies: what nobody's tenant owns after a week, the rest after INBOUND_RETENTION_DAYS; see purge-inbound.ts. */
export const purgeInbound = defineJob({
  name: "purge-inbound",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async () => {
    const { purgeStrays, purgeTaken } = await import("./purge-inbound");
    await purgeStrays(new Date());
    await purgeTaken(new Date(), env().INBOUND_RETENTION_DAYS);
  },
});
