import type { BenchResult } from "./bench/bench-result";
import { UsageError } from "./usage-error";
import { withDatabase } from "./with-database";

interface Bench {
  load: () => Promise<{ run(): Promise<BenchResult> }>;
  /** What it measures on: this installation's database, or a database or a whole product of its own, gone afterwards. */
  on: "installation" | "own";
}

/** Every benchmark by name, loaded when it runs. Each measures one thing against a measure of the same run; see docs/benchmarks.md. */
const BENCHES: Record<string, Bench> = {
  ingest: { load: () => import("./bench/ingest"), on: "installation" },
  pipeline: { load: () => import("./bench/pipeline"), on: "installation" },
  realtime: { load: () => import("./bench/realtime"), on: "own" },
  list: { load: () => import("./bench/list"), on: "own" },
  rls: { load: () => import("./bench/rls"), on: "own" },
  fairness: { load: () => import("./bench/fairness"), on: "own" },
  "fairness-new": { load: () => import("./bench/fairness-new"), on: "own" },
  "catch-up": { load: () => import("./bench/catch-up"), on: "own" },
  memory: { load: () => import("./bench/memory"), on: "own" },
};

/** `bench`: one benchmark, with the machine and the commit it ran on. Throws UsageError for a name that is none. */
export async function benchCommand(name: string): Promise<BenchResult> {
  const bench = BENCHES[name];
  if (!bench) throw new UsageError(`There is no benchmark ${name}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  const { run } = await bench.load();
  return bench.on === "installation" ? withDatabase(run) : run();
}
