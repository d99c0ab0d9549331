import { defineJob } from "@/server/jobs/define-job";
import { actRequest } from "./act-request";

/** Mirrors an agent's typing, reading or reaction at the platform; tried once, see perform-act.ts. */
export const performActJob = defineJob({
  name: "perform-act",
  payload: actRequest,
  maxAttempts: 1,
  run: async (request, context) => {
    const { performAct } = await import("./perform-act");
    await performAct(context, request);
  },
});
