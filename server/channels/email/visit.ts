import type { Gateway } from "@/server/channels/contract";
import { makeBell } from "./bell";

interface Round {
  /** Between two looks: pushes may be late or lost. */
  everyMs: number;
  /** Between two renewals of whatever the provider ends by itself. */
  renewEveryMs: number;
  renew(): Promise<void>;
}

/** Looks in at a provider that has no standing connection, until its signal ends; renews the subscription in good time. */
export async function visit({ signal, pull }: Parameters<Gateway["run"]>[0], { everyMs, renewEveryMs, renew }: Round): Promise<void> {
  const bell = makeBell();
  signal.addEventListener("abort", bell.ring, { once: true });
  let renewedAt = Date.now();
  while (!signal.aborted) {
    await pull();
    if (Date.now() - renewedAt >= renewEveryMs) {
      await renew();
      renewedAt = Date.now();
    }
    await bell.rung(everyMs);
  }
}
