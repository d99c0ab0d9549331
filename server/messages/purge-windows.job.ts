import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Forgets reply windows that are over; see purge-windows.ts. */
export const purgeWindowsJob = defineJob({
  name: "purge-windows",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async (_, context) => {
    const { purgeWindows } = await import("./purge-windows");
    await context.inTenant(purgeWindows);
  },
});
