import * as z from "zod";
import { defineJob } from "@/server/jobs/define-job";
import { runJobs } from "@/server/jobs/run-worker";

/*
 * A worker for a test to kill: takes one job of the name given, says so, and never finishes it.
 */
const job = defineJob({
  name: z.string().parse(process.argv[2]),
  payload: z.unknown(),
  maxAttempts: 5,
  run: async () => {
    process.stdout.write("holding\n");
    await new Promise(() => {});
  },
});

void runJobs(new AbortController().signal, [{ jobs: [job], concurrency: 1, hasSchedule: false }]);
