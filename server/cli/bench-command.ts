import type { BenchResult } from "./bench/bench-result";
import { UsageError } from "./usage-error";

/** Every benchmark by name, loaded when it runs. Each measures one thing against a measure of the same run; see docs/benchmarks.md. */
const BENCHES: Record<string, () => Promise<{ run(): Promise<BenchResult> }>> = {
  ingest: () => import("./bench/ingest"),
  pipeline: () => import("./bench/pipeline"),
  realtime: () => import("./bench/realtime"),
};

/** `bench`: one benchmark, with the machine and the commit it ran on. Throws UsageError for a name that is none. */
export async function benchCommand(name: string): Promise<BenchResult> {
  const load = BENCHES[name];
  if (!load) throw new UsageError(`There is no benchmark ${name}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  const { run } = await load();
  return run();
}
