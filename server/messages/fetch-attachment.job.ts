import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Copies an attachment from the platform while its link lives. */
export const fetchAttachment = defineJob({
  name: "fetch-attachment",
  payload: z.strictObject({ attachmentId: z.uuid() }),
  // With the runner's backoff about an hour: the shortest-lived links that can be asked for anew live that long.
  maxAttempts: 9,
  run: async ({ attachmentId }, context) => {
    const { fetchAttachmentBytes } = await import("./fetch-attachment");
    await fetchAttachmentBytes(context, attachmentId);
  },
});
