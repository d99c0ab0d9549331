import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Deletes the files of a message that its sender took back, where the platform's terms want them gone. */
export const eraseAttachments = defineJob({
  name: "erase-attachments",
  payload: z.strictObject({ messageId: z.uuid() }),
  maxAttempts: 10,
  run: async ({ messageId }, context) => {
    const { deleteAttachmentsOf } = await import("./erase-attachments");
    await deleteAttachmentsOf(messageId, context);
  },
});
