import { execFileSync } from "node:child_process";
import os from "node:os";

/** What `parley bench` prints; docs/benchmarks.md is made of these. */
export interface BenchResult {
  name: string;
  /** Ours divided by the measure of the same run, so that machines can be compared. */
  ratio: number;
  goal: number;
  ok: boolean;
  machine: string;
  commit: string;
  date: string;
  figures: Record<string, number | string | boolean>;
}

/** Completes a measurement with where, what and when. `ok` is the ratio's goal and whatever else had to hold. */
export function benchResult(name: string, given: { ratio: number; goal: number; alsoOk?: boolean; figures: BenchResult["figures"] }): BenchResult {
  const ratio = round(given.ratio);
  const ok = ratio >= given.goal && given.alsoOk !== false;
  return { name, ratio, goal: given.goal, ok, machine: machine(), commit: commit(), date: new Date().toISOString(), figures: given.figures };
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** The value below which the given share of the sorted numbers lies. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function machine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus.length} x ${cpus[0]?.model.trim() ?? "?"}, ${memory} GB, ${os.platform()} ${os.arch()}, Node.js ${process.version}`;
}

function commit(): string {
  try {
    const head = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const isDirty = execFileSync("git", ["status", "--porcelain"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() !== "";
    return isDirty ? `${head}+` : head;
  } catch {
    return "unknown";
  }
}
