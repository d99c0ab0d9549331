import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";

const STORE_FOR_MS = 30_000;

/**
 * Tries a transaction again while the database is away. For what is known to this process alone until it is stored: a platform's
 * secret that is given once is lost with it. Throws `unavailable` after half a minute, everything else at once.
 */
export async function untilStored<T>(store: () => Promise<T>): Promise<T> {
  for (const giveUpAt = Date.now() + STORE_FOR_MS; ; ) {
    try {
      return await store();
    } catch (error) {
      if (!(error instanceof AppError && error.code === "unavailable") || Date.now() > giveUpAt) throw error;
      await sleep(500);
    }
  }
}
