import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Sends what is due in one conversation, oldest first. Enqueued by schedule-delivery.ts alone. */
export const deliverMessage = defineJob({
  name: "deliver-message",
  payload: z.strictObject({ conversationId: z.uuid() }),
  maxAttempts: 25,
  isHot: true,
  run: async ({ conversationId }, context) => {
    const { deliverOrWatch } = await import("./deliver-message");
    await deliverOrWatch(context, conversationId);
  },
});
