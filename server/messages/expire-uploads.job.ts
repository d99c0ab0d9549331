import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Deletes one tenant's uploads that nobody used within their 24 hours. */
export const expireUploads = defineJob({
  name: "expire-uploads",
  payload: z.strictObject({}),
  maxAttempts: 5,
  run: async (_payload, context) => {
    const { deleteExpiredUploads } = await import("./expire-uploads");
    await deleteExpiredUploads(context);
  },
});
