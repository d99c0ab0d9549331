import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Tells the platform where to call, and turns the channel live or says what is in the way. */
export const subscribeChannel = defineJob({
  name: "subscribe-channel",
  payload: z.strictObject({ channelId: z.uuid() }),
  maxAttempts: 8,
  run: async (payload, context) => {
    const { subscribeAtPlatform } = await import("./subscribe-channel");
    await subscribeAtPlatform(payload.channelId, context);
  },
});
