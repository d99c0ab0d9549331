import { TenantSlots } from "./tenant-slots";

/** Between two of those who are told to come again: ten a second of a tenant, which is more than three downloads at a time take. */
const GAP_MS = 100;

/** A tenant's share of a runner's places. Who finds it used up is told when to come again, behind those who were told before. */
export class TenantShare {
  private readonly slots: TenantSlots;
  private readonly lineEndsAt = new Map<string, number>();

  constructor(perTenant: number) {
    this.slots = new TenantSlots(perTenant);
  }

  /** Null: a place was taken, which has to be freed. */
  take(tenantId: string, nowMs: number): Date | null {
    if (this.slots.take(tenantId)) return null;
    const at = Math.max(nowMs, this.lineEndsAt.get(tenantId) ?? 0) + GAP_MS;
    this.lineEndsAt.set(tenantId, at);
    return new Date(at);
  }

  free(tenantId: string, nowMs: number): void {
    this.slots.free(tenantId);
    if ((this.lineEndsAt.get(tenantId) ?? 0) < nowMs) this.lineEndsAt.delete(tenantId);
  }
}
