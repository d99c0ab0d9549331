import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Makes what a file needs to be looked at and listened to everywhere: a preview, a form that every browser plays. */
export const prepareMediaJob = defineJob({
  name: "prepare-media",
  payload: z.strictObject({ attachmentId: z.uuid() }),
  maxAttempts: 4,
  run: async ({ attachmentId }, context) => {
    const { prepareMedia } = await import("./prepare-media");
    await prepareMedia(context, attachmentId);
  },
});
