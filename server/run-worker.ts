import { env } from "@/lib/env";
import { runGateways } from "@/server/connections/run-gateways";
import { closePools } from "@/server/db/client";
import { runLanes } from "@/server/intake/run-lanes";
import { runJobs } from "@/server/jobs/run-worker";
import { log } from "@/server/log";
import { serveMetrics } from "@/server/metrics/handle-metrics";
import { runPublisher } from "@/server/realtime/run-publisher";

/** What one worker process does until the signal: each part runs for itself, and the end of one is the end of the process. */
const PARTS: ((signal: AbortSignal) => Promise<void>)[] = [runLanes, (signal) => runJobs(signal), runPublisher, runGateways];

/** A pool closes when its last connection is given back, which a frozen database never does. */
const CLOSE_MS = 500;

/** Runs every part until the signal, then lets each finish what it holds. Throws when a part fails: the launcher starts the process again. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  const { WORKER_METRICS_PORT } = env();
  const metrics = WORKER_METRICS_PORT ? await serveMetrics(WORKER_METRICS_PORT).catch(withoutMetrics) : null;
  process.send?.({ ready: true });
  await Promise.all(PARTS.map((run) => run(signal)));
  metrics?.close();
  metrics?.closeAllConnections();
  await Promise.race([closePools(), new Promise((resolve) => setTimeout(resolve, CLOSE_MS))]);
}

/** Another worker of this machine has the port: no reason not to work. */
function withoutMetrics(error: unknown): null {
  log().warn({ err: error }, "no /metrics of this worker");
  return null;
}
