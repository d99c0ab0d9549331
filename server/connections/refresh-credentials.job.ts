import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Renews one tenant's credentials that would die otherwise. */
export const refreshCredentials = defineJob({
  name: "refresh-credentials",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async (_payload, context) => {
    const { refreshTenantCredentials } = await import("./refresh-credentials");
    await refreshTenantCredentials(context);
  },
});
