import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Every channel of a tenant that has templates is synchronised: nobody tells of a text that was changed. */
export const syncAllTemplatesJob = defineJob({
  name: "sync-all-templates",
  payload: z.strictObject({}),
  maxAttempts: 3,
  run: async (_payload, context) => {
    const { requestSyncs } = await import("./request-sync");
    await context.inTenant(requestSyncs);
  },
});
