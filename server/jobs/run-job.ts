import type { JobHelpers, Task } from "graphile-worker";
import * as z from "zod";
import { bug } from "@/lib/errors";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { type LogContext, log, withLogContext } from "@/server/log";
import { instruments } from "@/server/metrics/instruments";
import type { JobContext, JobDefinition } from "./define-job";
import type { TenantShare } from "./tenant-share";

const envelope = z.object({ tenantId: z.uuid().nullable(), payload: z.unknown() });

/**
 * A job's declaration as graphile-worker runs it. A payload that does not fit is dead at once: no later attempt can mend it.
 * Any other failure is tried again with backoff and jitter until the attempts are used up. With a share, a tenant whose jobs
 * fill theirs already gets this one again later.
 */
export function toTask<P>(definition: JobDefinition<P>, share: TenantShare | null = null): Task {
  return async (raw, helpers) => {
    const wrapped = envelope.safeParse(raw);
    const payload = wrapped.success ? definition.payload.safeParse(wrapped.data.payload) : null;
    if (!wrapped.success || !payload?.success) {
      await bury(helpers);
      throw new Error("the payload does not fit the job");
    }
    const { tenantId } = wrapped.data;
    const later = tenantId ? share?.take(tenantId, Date.now()) : null;
    if (later) return comeAgain(raw, helpers, later);
    const facts = { job: definition.name, jobId: helpers.job.id, tenantId: tenantId ?? undefined, ...idsIn(payload.data) };
    await withLogContext(facts, async () => {
      const stopClock = instruments().jobs.startTimer({ job: definition.name });
      try {
        await definition.run(payload.data, jobContext(tenantId, helpers, definition.isHot));
        stopClock({ outcome: "done" });
        log().debug("job done");
      } catch (error) {
        stopClock({ outcome: "failed" });
        log().warn({ attempt: helpers.job.attempts, attempts: helpers.job.max_attempts, err: error }, "job failed");
        await addJitter(helpers);
        throw error;
      } finally {
        if (tenantId) share?.free(tenantId, Date.now());
      }
    });
  };
}

/** Payloads hold ids; those that the log knows go on every line of the job. */
function idsIn(payload: unknown): LogContext {
  const known = ["channelId", "conversationId", "messageId", "deliveryId"];
  return Object.fromEntries(Object.entries(payload ?? {}).filter(([name, value]) => known.includes(name) && typeof value === "string"));
}

/** A platform job (mail to a person, clean-up) has no tenant; whatever reaches for one in it is a bug, not a query over all. */
function jobContext(tenantId: string | null, { job }: JobHelpers, keepsPlans = false): JobContext {
  const tenant = () => {
    if (!tenantId) throw bug("a platform job reached for a tenant");
    return tenantId;
  };
  return {
    get tenantId() {
      return tenant();
    },
    inTenant: async (fn) => inTenant(tenant(), SYSTEM, fn, { keepsPlans }),
    attempt: job.attempts - 1,
    isLastAttempt: job.attempts >= job.max_attempts,
    actor: SYSTEM,
  };
}

/** The same job once more, for then, as often tried as before; this one ends. Twice by a crash in between is harmless. */
async function comeAgain(payload: unknown, { job, addJob, withPgClient }: JobHelpers, runAt: Date): Promise<void> {
  const again = await addJob(job.task_identifier, payload, { runAt, maxAttempts: job.max_attempts, jobKey: job.key ?? undefined });
  if (job.attempts === 1) return;
  await withPgClient((sql) => sql.query("update graphile_worker._private_jobs set attempts = $2 where id = $1", [again.id, job.attempts - 1]));
}

async function bury({ job, withPgClient }: JobHelpers): Promise<void> {
  await withPgClient((sql) => sql.query("update graphile_worker._private_jobs set max_attempts = greatest(attempts, 1) where id = $1", [job.id]));
}

/**
 * graphile-worker waits exp(attempts) seconds after `greatest(now, run_at)`: up to half of that goes on top, so that jobs which
 * failed together (a platform was away) do not come back together.
 */
async function addJitter({ job, withPgClient }: JobHelpers): Promise<void> {
  const jitterMs = Math.random() * 500 * Math.exp(Math.min(job.attempts, 10));
  await withPgClient((sql) =>
    sql.query("update graphile_worker._private_jobs set run_at = now() + $2 * interval '1 ms' where id = $1", [job.id, Math.round(jitterMs)]),
  ).catch(() => {});
}
