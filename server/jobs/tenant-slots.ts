/**
 * What a process may do for one tenant at the same time: so many and no more, so that there is always somebody free for the
 * others. Taken without waiting in between, so two takers cannot both get the last.
 */
export class TenantSlots {
  private readonly held = new Map<string, number>();

  constructor(private readonly perTenant: number) {}

  /** False: the tenant has all that it may have. */
  take(tenantId: string): boolean {
    const held = this.held.get(tenantId) ?? 0;
    if (held >= this.perTenant) return false;
    this.held.set(tenantId, held + 1);
    return true;
  }

  free(tenantId: string): void {
    const held = this.held.get(tenantId) ?? 0;
    if (held > 1) this.held.set(tenantId, held - 1);
    else this.held.delete(tenantId);
  }

  /** Whoever holds at least one. */
  holders(): string[] {
    return [...this.held.keys()];
  }
}
