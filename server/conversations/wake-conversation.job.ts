import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Ends a snooze at its instant. */
export const wakeConversation = defineJob({
  name: "wake-conversation",
  payload: z.strictObject({ conversationId: z.uuid() }),
  maxAttempts: 25,
  run: async ({ conversationId }, context) => {
    const { wakeSnoozed } = await import("./wake-snoozed");
    await context.inTenant((scope) => wakeSnoozed(scope, conversationId));
  },
});
