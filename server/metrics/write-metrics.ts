import { Registry } from "prom-client";
import { poolFigures } from "@/server/db/client";
import { pingDatabase } from "@/server/db/is-database-away";
import { writeDatabaseFigures } from "./database-figures";
import { instruments } from "./instruments";

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * Everything as Prometheus reads it. What this process counted is always there, the database's figures only while it answers.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format (read 2026-11-21)
 */
export async function writeMetrics(): Promise<string> {
  const { registry, connections, database } = instruments();
  for (const { pool, total, idle, waiting } of poolFigures()) {
    connections.set({ pool, state: "busy" }, total - idle);
    connections.set({ pool, state: "idle" }, idle);
    connections.set({ pool, state: "waiting" }, waiting);
  }
  const figures = new Registry();
  try {
    // First, because it gives up on a silent database within seconds.
    await pingDatabase();
    await writeDatabaseFigures(figures);
    database.set(1);
  } catch {
    database.set(0);
    return registry.metrics();
  }
  return `${await registry.metrics()}\n${await figures.metrics()}`;
}
