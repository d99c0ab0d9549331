import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Deletes one tenant's idempotency keys that are past their 24 hours. */
export const forgetIdempotencyKeys = defineJob({
  name: "forget-idempotency-keys",
  payload: z.strictObject({}),
  maxAttempts: 5,
  run: async (_payload, context) => {
    const { forgetExpiredKeys } = await import("./idempotency");
    await context.inTenant(forgetExpiredKeys);
  },
});
