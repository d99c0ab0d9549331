import type pg from "pg";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import type { JobContext, JobDefinition } from "@/server/jobs/define-job";
import { type FullTenant, fingerprint } from "./full-tenant";
import { sampleInput } from "./sample-input";

/** Runs every job in one tenant's envelope with the other tenant's ids. Whatever it answers, no row of the other may change. */
export async function checkJobs(client: pg.Client, jobs: JobDefinition[], { ours, theirs }: { ours: FullTenant; theirs: FullTenant }): Promise<string[]> {
  const holes: string[] = [];
  const context: JobContext = {
    tenantId: ours.tenantId,
    inTenant: (fn) => inTenant(ours.tenantId, SYSTEM, fn),
    attempt: 0,
    isLastAttempt: false,
    actor: SYSTEM,
  };
  for (const job of jobs) {
    const before = await fingerprint(client, theirs.tenantId);
    const payload = job.payload.safeParse(sampleInput(job.payload, theirs, "conversations"));
    if (!payload.success) {
      holes.push(`job ${job.name}: no payload of ids could be made, so nothing was tried`);
      continue;
    }
    // A refusal is as good as doing nothing.
    await job.run(payload.data, context).catch(() => {});
    const after = await fingerprint(client, theirs.tenantId);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    if (changed.length > 0) holes.push(`job ${job.name}: changes another tenant's ${changed.join(", ")}`);
  }
  return holes;
}
