import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Fetches what a channel's platform keeps for us; enqueued by a callback without content, or by the clock. */
export const pollChannel = defineJob({
  name: "poll-channel",
  payload: z.strictObject({ channelId: z.uuid(), hint: z.record(z.string(), z.string()).nullable() }),
  maxAttempts: 10,
  run: async ({ channelId, hint }, context) => {
    const { pollOnce } = await import("./poll-channel");
    await pollOnce(context, channelId, hint);
  },
});
