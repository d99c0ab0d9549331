import { AppError } from "@/lib/errors";
import type { BuiltInMethod, ChannelAdapter, ConnectMethod, OAuthMethod, TokenMethod } from "@/server/channels/contract";

type How = { oauth: OAuthMethod; token: TokenMethod; "built-in": BuiltInMethod };

/** A kind's way of connecting of this sort, the first or the named one; null where it has none. */
export function findMethod<H extends ConnectMethod["how"]>(adapter: ChannelAdapter, how: H, name?: string | null): How[H] | null {
  const method = adapter.connect?.methods.find((m) => m.how === how && (!name || m.name === name));
  return (method as How[H] | undefined) ?? null;
}

/**
 * The way in which a person connects without leaving: the named one, else the kind's first that asks for no consent elsewhere.
 * Throws invalid where there is none.
 */
export function methodOf(adapter: ChannelAdapter, name?: string): TokenMethod | BuiltInMethod {
  const direct = (adapter.connect?.methods ?? []).filter((m): m is TokenMethod | BuiltInMethod => m.how !== "oauth");
  const method = name ? direct.find((m) => m.name === name) : direct[0];
  if (method) return method;
  if (name)
    throw new AppError("invalid", `no way ${name} to connect ${adapter.kind}`, {
      reason: "unknown-method",
      publicMessage: "There is no such way to connect this channel.",
    });
  throw new AppError("invalid", `${adapter.kind} needs OAuth`, { reason: "needs-oauth", publicMessage: `${adapter.title} is connected by signing in there.` });
}
