import { runWorker } from "@/server/run-worker";
import { say } from "./output";

/** `worker`: the same parts as `npm start` runs, until SIGINT or SIGTERM. */
export async function workerCommand() {
  process.title = "parley-worker";
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());
  say("working; Ctrl-C stops");
  await runWorker(stopping.signal);
  return { stopped: true };
}
