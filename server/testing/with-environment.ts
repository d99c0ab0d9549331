import { provideEnvironment } from "@/lib/env";
import { closePools } from "@/server/db/client";
import { closeLocks } from "@/server/jobs/hold-lock";

/** Gives this test other variables (another database) with pools of their own, and everybody else the old ones back afterwards. */
export async function withEnvironment<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const turnTo = async (given: Record<string, string | undefined>) => {
    // A lock that a neighbour took keeps its session, and a pool waits for all of its own.
    await closeLocks();
    await closePools();
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    provideEnvironment({});
  };
  await turnTo(variables);
  try {
    return await work();
  } finally {
    await turnTo(before);
  }
}
