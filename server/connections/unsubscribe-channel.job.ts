import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Tells the platform to stop calling. */
export const unsubscribeChannel = defineJob({
  name: "unsubscribe-channel",
  payload: z.strictObject({ channelId: z.uuid() }),
  maxAttempts: 4,
  run: async (payload, context) => {
    const { unsubscribeAtPlatform } = await import("./unsubscribe-channel");
    await unsubscribeAtPlatform(payload.channelId, context);
  },
});
