import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";

/** Asks the platform who an identity is: name and picture for a contact that has none yet. */
export const fetchProfile = defineJob({
  name: "fetch-profile",
  payload: z.strictObject({ identityId: z.uuid(), seenIn: z.strictObject({ channelId: z.uuid(), group: z.string() }).optional() }),
  maxAttempts: 6,
  run: async ({ identityId, seenIn }, context) => {
    const { fetchIdentityProfile } = await import("./fetch-profile");
    await fetchIdentityProfile(context, identityId, seenIn);
  },
});
