import type { Tokens } from "@/server/channels/contract";

const kept = new Map<string, { value: string; until: number }>();

/** Tokens that this process alone remembers. */
export function processTokens<C>(owner: string, credentials: C): Tokens<C> {
  const find = (name: string) => {
    const token = kept.get(`${owner} ${name}`);
    return token && token.until > Date.now() ? token.value : null;
  };
  return {
    find: async (name) => find(name),
    async get(name, make, refused) {
      const value = find(name);
      if (value !== null && value !== refused) return value;
      const fresh = await make(credentials);
      kept.set(`${owner} ${name}`, { value: fresh.value, until: fresh.seconds === null ? Number.POSITIVE_INFINITY : Date.now() + fresh.seconds * 950 });
      return fresh.value;
    },
  };
}
