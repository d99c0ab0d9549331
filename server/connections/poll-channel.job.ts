import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Fetches what a channel's platform keeps for us; enqueued by a callback without content, or by the clock. */
export const pollChannel = defineJob({
  name: "poll-channel",
  payload: z.strictObject({
    channelId: z.uuid(),
    hint: z.record(z.string(), z.string()).nullable(),
    /** The callback came to this channel's address and was about another account. */
    account: z.string().nullable().default(null),
  }),
  maxAttempts: 10,
  run: async ({ channelId, hint, account }, context) => {
    const { findSibling, pollOnce } = await import("./poll-channel");
    const polled = account === null ? channelId : await context.inTenant((scope) => findSibling(scope, { channelId, account }));
    if (polled) await pollOnce(context, polled, hint);
  },
});
