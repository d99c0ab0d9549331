import type * as z from "zod";
import type { Actor } from "@/server/access/actor";
import type { Scope } from "@/server/db/scope";

export interface JobContext {
  /** The tenant of the envelope; a job's run has no other. */
  tenantId: string;
  /** Opens the door as the system in the job's tenant. */
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
  /** How often this job was tried before, 0 the first time. */
  attempt: number;
  isLastAttempt: boolean;
  actor: Actor;
}

export interface JobDefinition<P = unknown> {
  name: string;
  /** Ids only; a payload that does not fit makes the job dead at once. */
  payload: z.ZodType<P>;
  maxAttempts: number;
  /** Runs so often that its statements are to be planned once a connection and not each time. Its use case speaks SQL alone. */
  isHot?: boolean;
  run(payload: P, context: JobContext): Promise<void>;
}

/** Declares a job: name, payload, retries, and a `run` that imports its use case lazily. Listed in registry.ts. */
export function defineJob<P>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}
