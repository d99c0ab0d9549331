import { type BenchResult, benchResult } from "./bench-result";
import { makeBenchTenant } from "./bench-tenant";
import type { LoadFigures } from "./http-load";
import { RoleProcess } from "./role";

const SECONDS = 5;
const CONNECTIONS = 32;
const GOAL = 0.5;
const P99_LIMIT_MS = 100;

/**
 * Signed webhooks accepted (verified, raw event, items and lanes committed) per second at 32 connections, divided by what a
 * bare node:http server with one INSERT commit a request does on the same database in the same run; and the p99 at half that load.
 */
export async function run(): Promise<BenchResult> {
  const tenant = await makeBenchTenant();
  const { appSecret, pageId } = tenant;
  const load = await RoleProcess.start("http-load", { appSecret, pageId, threads: 500 });
  const [bare, ours] = await Promise.all([RoleProcess.start("bare-server", {}), RoleProcess.start("ingest-server", { appSecret })]);
  try {
    const measure = (role: RoleProcess, given: { seconds: number; rate?: number }) =>
      load.go<LoadFigures>({ port: (role.ready as { port: number }).port, connections: CONNECTIONS, ...given });
    await measure(bare, { seconds: 1 });
    await measure(ours, { seconds: 2 });
    // Twice, in turns: what else the machine does then falls on both.
    const bareRounds = [await measure(bare, { seconds: SECONDS })];
    const ourRounds = [await measure(ours, { seconds: SECONDS })];
    bareRounds.push(await measure(bare, { seconds: SECONDS }));
    ourRounds.push(await measure(ours, { seconds: SECONDS }));
    const barePerSecond = mean(bareRounds);
    const perSecond = mean(ourRounds);
    const half = await measure(ours, { seconds: SECONDS, rate: perSecond / 2 });
    const failed = half.failed + ourRounds.reduce((sum, round) => sum + round.failed, 0);
    return benchResult({
      name: "ingest",
      ratio: perSecond / barePerSecond,
      goal: GOAL,
      ok: perSecond / barePerSecond >= GOAL && half.p99Ms < P99_LIMIT_MS && failed === 0,
      figures: {
        acceptedPerSecond: perSecond,
        barePerSecond,
        p99MsFull: ourRounds[1]?.p99Ms ?? 0,
        halfLoadPerSecond: half.perSecond,
        halfLoadP50Ms: half.p50Ms,
        halfLoadP99Ms: half.p99Ms,
        failed,
      },
    });
  } finally {
    await Promise.all([load, bare, ours].map((role) => role.stop()));
    await tenant.remove();
  }
}

function mean(rounds: LoadFigures[]): number {
  return Math.round(rounds.reduce((sum, round) => sum + round.perSecond, 0) / rounds.length);
}
