import "@/lib/env";
import { runWorker } from "./run-worker";

process.title = "parley-worker";

const stopping = new AbortController();
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => stopping.abort());

void runWorker(stopping.signal).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`parley-worker: ${error.stack}\n`);
    process.exit(1);
  },
);
