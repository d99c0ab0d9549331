import { newId } from "@/server/db/ids";
import { inLanes } from "@/server/db/in-tenant";
import type { Scope, Sql } from "@/server/db/scope";
import { relayContactTyping } from "@/server/realtime/relay-typing";
import { type Claim, claimLanes, claimOf, claimThese, itemsPerLane, readLanes } from "./claim-lanes";
import { decide } from "./decide";
import { loadBatch } from "./load-batch";
import { giveBack, settleItems } from "./settle-items";
import { together } from "./together";
import type { Turns } from "./turns";
import { writeBatch } from "./write-batch";

/** A statement that takes longer is stuck: it gives the lanes back, and the batch is tried again. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** Agents hold a conversation for milliseconds; whoever holds it longer must not hold up the whole batch. */
const LOCK_TIMEOUT_MS = 1_000;

export interface Drained {
  tenantId: string;
  items: number;
}

/** A batch failed: whose lanes it held, and why. Nothing of it was written. */
export class DrainError extends Error {
  override readonly name = "DrainError";
  constructor(
    readonly claim: Claim,
    cause: unknown,
  ) {
    super(`drain failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * One batch: leases due lanes of the tenant whose turn it is, enters that tenant, and takes their oldest items through load,
 * decide and write in one transaction. Null when nothing is due. Throws DrainError when the batch failed. The caller frees the
 * tenant's slot, after a failure when it has dealt with it.
 */
export function drainNext(turns: Turns): Promise<Drained | null> {
  return drain((sql) => claimLanes(sql, turns));
}

/** One batch of this tenant's. */
export function drainOf(tenantId: string): Promise<Drained | null> {
  return drain((sql) => claimOf(sql, tenantId));
}

/** The same for exactly these lanes, and no deeper than that. */
export function drainThese(claim: Claim, depth?: number): Promise<Drained | null> {
  return drain((sql) => claimThese(sql, claim), depth);
}

async function drain(claim: (sql: Sql) => Promise<Claim | null>, depth?: number): Promise<Drained | null> {
  let held: Claim | null = null;
  const typing: { conversationId: string; isTyping: boolean }[] = [];
  try {
    const items = await inLanes(
      async (sql) => {
        await sql.query(`set local statement_timeout = ${STATEMENT_TIMEOUT_MS}; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
        held = await claim(sql);
        return held;
      },
      async (scope, claimed) => {
        const batch = await takeBatch(scope, claimed, depth ?? itemsPerLane(claimed.lanes.length));
        typing.push(...batch.typing);
        return batch.items;
      },
    );
    for (const { conversationId, isTyping } of typing) relayContactTyping(conversationId, isTyping);
    return held && items !== null ? { tenantId: (held as Claim).tenantId, items } : null;
  } catch (error) {
    throw held ? new DrainError(held, error) : error;
  }
}

async function takeBatch(scope: Scope, claim: Claim, depth: number) {
  const { held, items } = await readLanes(scope.sql, claim, depth);
  if (items.length === 0) {
    await giveBack(scope, held);
    return { items: 0, typing: [] };
  }
  const decision = decide(await loadBatch(scope, items), items, { now: scope.now, newId });
  // In this order on the one connection. The new conversations' numbers and the lanes come last: from then to the commit other
  // batches of the tenant, and webhooks of these threads, wait.
  await together([settleItems(scope, decision.settled), writeBatch(scope, decision), giveBack(scope, held)]);
  return { items: items.length, typing: decision.fold.typing };
}
