import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

export interface BenchResult {
  name: string;
  /** The figure that the goal speaks of; what it divides by what, the benchmark's own docstring says. */
  ratio: number;
  goal: number;
  ok: boolean;
  machine: string;
  commit: string;
  /** ISO date. */
  date: string;
  figures: Record<string, number | string | boolean>;
}

/** Puts what was measured beside where and on what: figures without them say nothing. */
export function benchResult(measured: Pick<BenchResult, "name" | "ratio" | "goal" | "ok" | "figures">): BenchResult {
  return { ...measured, ratio: Math.round(measured.ratio * 1_000) / 1_000, machine: machine(), commit: commit(), date: new Date().toISOString().slice(0, 10) };
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} cores (${cores[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.version}, ${process.platform}`;
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

/** Begins to watch the machine; the result says how much of all its cores' time was used since, by whomever, in percent. */
export function watchCores(): () => number {
  const sum = () =>
    cpus().reduce((total, { times }) => ({ idle: total.idle + times.idle, all: total.all + Object.values(times).reduce((a, b) => a + b) }), {
      idle: 0,
      all: 0,
    });
  const before = sum();
  return () => {
    const after = sum();
    return Math.round(100 * (1 - (after.idle - before.idle) / Math.max(1, after.all - before.all)));
  };
}

/** To so many digits behind the point, for people. */
export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** The value below which the given share of the sorted numbers lies. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
