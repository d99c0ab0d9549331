import { AppError } from "@/lib/errors";

interface Line {
  inside: number;
  waiting: (() => void)[];
}

/**
 * How many transactions a tenant may have open at a time in this process. The rest of the pool is left for the others: without
 * it, twenty slow requests of one tenant are everybody's outage. Who waits too long is told to come back.
 */
export class TenantGate {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly options: { perTenant: () => number; patienceMs: number }) {}

  /** Resolves when there is room, first come first served, with the way out. Throws limit `tenant-busy` when there was none in time. */
  async enter(tenantId: string): Promise<() => void> {
    const line = this.lines.get(tenantId) ?? { inside: 0, waiting: [] };
    this.lines.set(tenantId, line);
    if (line.inside < this.options.perTenant()) line.inside += 1;
    else await this.wait(line);
    return () => this.leave(tenantId, line);
  }

  private wait(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const called = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(called), 1);
        reject(busy());
      }, this.options.patienceMs);
      line.waiting.push(called);
    });
  }

  /** Whoever waits takes the place over, so that nobody who comes just now is quicker. */
  private leave(tenantId: string, line: Line): void {
    const next = line.waiting.shift();
    if (next) return next();
    line.inside -= 1;
    if (line.inside === 0) this.lines.delete(tenantId);
  }
}

function busy(): AppError {
  return new AppError("limit", "the tenant has all the transactions that it may have", {
    reason: "tenant-busy",
    publicMessage: "This workspace asks for more at once than it may. Try again in a moment.",
    data: { retryAfterSeconds: 1 },
  });
}
