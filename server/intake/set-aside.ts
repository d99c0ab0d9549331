import { AppError } from "@/lib/errors";
import { inLanes } from "@/server/db/in-tenant";
import { log } from "@/server/log";
import type { Claim } from "./claim-lanes";
import type { Lane } from "./world";

/** 2 + 4 + 8 + 16 + 30 seconds between six attempts: about a minute, then the thread goes on without the item. */
const MAX_ATTEMPTS = 6;
const MAX_PAUSE_SECONDS = 30;

/**
 * The first item of a lane cannot be taken. The lane pauses, its followers wait (order is kept), other lanes go on. An error
 * that no later try can mend, or the sixth attempt, makes the item dead: visible with its reason, replayable, and out of the way.
 */
export async function setAside(tenantId: string, lane: Lane, error: unknown): Promise<"paused" | "dead"> {
  const reason = describe(error);
  const claim: Claim = { tenantId, lanes: [lane] };
  const result = await inLanes(
    async () => claim,
    async ({ sql, now }) => {
      const key = [tenantId, lane.channelId, lane.threadKey];
      const { rows } = await sql.query<{ attempts: number; id: number }>(
        `update jobs.inbound_items set attempts = attempts + 1, reason = $4
          where id = (select id from jobs.inbound_items where tenant_id = $1 and channel_id = $2 and thread_key = $3 and state = 'waiting' order by id limit 1)
          returning attempts, id`,
        [...key, reason],
      );
      const head = rows[0];
      if (!head) return "paused" as const;
      const isDead = isPermanent(error) || head.attempts >= MAX_ATTEMPTS;
      if (isDead) await sql.query("update jobs.inbound_items set state = 'dead', settled_at = $2 where id = $1", [head.id, now]);
      await sql.query(
        "update jobs.lanes set attempts = $4, reason = $5, run_at = clock_timestamp() + $6 * interval '1 s' where tenant_id = $1 and channel_id = $2 and thread_key = $3",
        [...key, isDead ? 0 : head.attempts, isDead ? null : reason, isDead ? 0 : Math.min(2 ** head.attempts, MAX_PAUSE_SECONDS)],
      );
      const ids = { tenantId, channelId: lane.channelId, itemId: head.id };
      log().warn({ ...ids, attempt: head.attempts, outcome: isDead ? "dead" : "paused", err: error }, "item could not be taken");
      return isDead ? ("dead" as const) : ("paused" as const);
    },
  );
  return result ?? "paused";
}

/** Wrong data stays wrong: SQLSTATE classes 22 (data exception) and 23 (constraint) but 23505, and what the rules call invalid. */
function isPermanent(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "invalid" || error.code === "bug";
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(22|23)/.test(code) && code !== "23505";
}

function describe(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  return `${typeof code === "string" ? `${code}: ` : ""}${message}`.slice(0, 300);
}
