import type { FreshToken, Tokens } from "@/server/channels/contract";

/** Tokens of one process, for tests that need no database: kept until they are refused. `known` stands there from the start. */
export function memoryTokens<C>(credentials: C, known: Record<string, string> = {}): Tokens<C> & { current(): C } {
  const kept = new Map(Object.entries(known));
  let lasting = credentials;
  return {
    current: () => lasting,
    find: async (name) => kept.get(name) ?? null,
    async get(name, make, refused) {
      const value = kept.get(name);
      if (value !== undefined && value !== refused) return value;
      const fresh: FreshToken<C> = await make(lasting);
      lasting = fresh.credentials ?? lasting;
      kept.set(name, fresh.value);
      return fresh.value;
    },
  };
}
