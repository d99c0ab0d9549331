import { TenantSlots } from "@/server/jobs/tenant-slots";

/** Batches that a tenant may have in work in one process. There are more loops, so that free ones are left for the others. */
export const BATCHES_PER_TENANT = 2;
const WINDOW_MS = 1_000;
/** A tenant with more items than that within a second is served in bulk. */
const BUSY_ITEMS = 60;
/** A batch like that is bulk already. */
const BULK_ITEMS = 50;
/** A batch of one costs most of what one of ten does: a tenth of a second's messages together instead of each alone. */
const REST_MS = 100;

interface Served {
  since: number;
  items: number;
  restsUntil: number;
}

/** Whose turn it is among the tenants, for all loops of a process together. */
export class Turns {
  readonly slots = new TenantSlots(BATCHES_PER_TENANT);
  /** Whoever was served last; the next is the one behind, around the circle. */
  last = "00000000-0000-0000-0000-000000000000";
  private readonly served = new Map<string, Served>();

  /** Tells what a batch held. Whoever had many small ones within a second rests, so that the next one is larger. */
  note(tenantId: string, items: number, nowMs: number): void {
    const known = this.served.get(tenantId);
    const served = known && nowMs - known.since < WINDOW_MS ? known : { since: nowMs, items: 0, restsUntil: known?.restsUntil ?? 0 };
    served.items += items;
    if (served.items > BUSY_ITEMS && items < BULK_ITEMS) served.restsUntil = nowMs + REST_MS;
    this.served.set(tenantId, served);
    if (this.served.size > 1_000) this.forget(nowMs);
  }

  rests(tenantId: string, nowMs: number): boolean {
    return (this.served.get(tenantId)?.restsUntil ?? 0) > nowMs;
  }

  /** How long until somebody's rest ends, at most: then there may be something due that nothing rings for. Null: nobody rests. */
  longestRestMs(nowMs: number): number | null {
    const until = Math.max(0, ...[...this.served.values()].map((served) => served.restsUntil));
    return until > nowMs ? until - nowMs : null;
  }

  private forget(nowMs: number): void {
    for (const [tenantId, { since, restsUntil }] of this.served) if (nowMs - since > WINDOW_MS && restsUntil < nowMs) this.served.delete(tenantId);
  }
}
