import type { Tokens } from "@/server/channels/contract";

/** The token that has just been given, while an account is being connected: nothing is stored of it. */
export function memoryOnce<C>(credentials: C, value: string): Tokens<C> {
  return { find: async () => value, get: async (_name, make, refused) => (refused === value ? (await make(credentials)).value : value) };
}
