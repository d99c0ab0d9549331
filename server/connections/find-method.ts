import type { BuiltInMethod, ChannelAdapter, ConnectMethod, OAuthMethod, TokenMethod } from "@/server/channels/contract";

type How = { oauth: OAuthMethod; token: TokenMethod; "built-in": BuiltInMethod };

/** A kind's way of connecting of this sort, the first or the named one; null where it has none. */
export function findMethod<H extends ConnectMethod["how"]>(adapter: ChannelAdapter, how: H, name?: string): How[H] | null {
  const method = adapter.connect?.methods.find((m) => m.how === how && (name === undefined || m.name === name));
  return (method as How[H] | undefined) ?? null;
}
