import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Fetches a channel's templates: after it was connected, when the platform says that one changed, and every hour. */
export const syncTemplatesJob = defineJob({
  name: "sync-templates",
  payload: z.strictObject({ channelId: z.uuid() }),
  maxAttempts: 5,
  run: async ({ channelId }, context) => {
    const { syncTemplates } = await import("./sync-templates");
    await syncTemplates(context, channelId);
  },
});
