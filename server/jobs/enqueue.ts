import type { Scope } from "@/server/db/scope";
import type { JobDefinition } from "./define-job";

interface EnqueueOptions {
  runAt?: Date;
  /** The same key again (within the tenant and job) replaces a job that has not started. */
  key?: string;
}

export interface JobRequest {
  task: string;
  payload: unknown;
  runAt?: string;
  key?: string;
  maxAttempts: number;
}

/** Describes a job for `enqueueAll`; the drain gathers many and writes them in one statement. */
export function jobRequest<P>(tenantId: string, job: JobDefinition<P>, payload: P, options: EnqueueOptions = {}): JobRequest {
  return {
    task: job.name,
    payload: job.payload.parse(payload),
    runAt: options.runAt?.toISOString(),
    key: options.key ? jobKey(tenantId, job.name, options.key) : undefined,
    maxAttempts: job.maxAttempts,
  };
}

/** Writes a job in the scope's transaction: it exists if and only if the transaction commits. */
export async function enqueue<P>(scope: Scope, job: JobDefinition<P>, payload: P, options: EnqueueOptions = {}): Promise<void> {
  await enqueueAll(scope, [jobRequest(scope.tenantId, job, payload, options)]);
}

/** Many jobs in one statement. */
export async function enqueueAll(scope: Scope, requests: JobRequest[]): Promise<void> {
  if (requests.length === 0) return;
  await scope.sql.query("select jobs.enqueue($1)", [JSON.stringify(requests)]);
}

/** Takes back a job that has not started; nothing happens when it has. */
export async function cancelJob<P>(scope: Scope, job: JobDefinition<P>, key: string): Promise<void> {
  await scope.sql.query("select jobs.cancel($1)", [jobKey(scope.tenantId, job.name, key)]);
}

function jobKey(tenantId: string, name: string, key: string): string {
  return `${tenantId}:${name}:${key}`;
}
