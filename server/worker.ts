import "@/lib/env";
import { log } from "./log";
import { logCrashes } from "./log-crashes";
import { runWorker } from "./run-worker";

process.title = "parley-worker";
logCrashes();

const stopping = new AbortController();
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => stopping.abort());

void runWorker(stopping.signal).then(
  () => process.exit(0),
  (error: Error) => {
    log().fatal({ err: error }, "the worker ends");
    process.exit(1);
  },
);
