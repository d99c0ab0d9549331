import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Asks the platforms of one tenant how its channels are. */
export const checkChannels = defineJob({
  name: "check-channels",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async (_payload, context) => {
    const { checkTenantChannels } = await import("./check-channels");
    await checkTenantChannels(context);
  },
});
