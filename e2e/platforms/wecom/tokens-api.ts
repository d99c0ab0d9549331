import type { Answer, Call } from "../shared/http";
import type { Platform } from "./platform";
import { ok, refuse } from "./refusals";
import { type Corp, findCorp, type Namespace, now, random, type Token } from "./world";

const lifetimeMs = ({ options }: Platform): number => (options.tokenSeconds ?? 7200) * 1000;

/** While it lives the same token is given again. */
export function tokenFor(platform: Platform, kind: Token["kind"], corpId: string): { value: string; seconds: number } {
  const { world } = platform;
  const at = now(world);
  for (const [value, token] of Object.entries(world.tokens))
    if (token.kind === kind && token.corpId === corpId && token.until > at) return { value, seconds: Math.floor((token.until - at) / 1000) };
  const value = random("", 96);
  world.tokens[value] = { kind, corpId, until: at + lifetimeMs(platform) };
  platform.changed();
  return { value, seconds: lifetimeMs(platform) / 1000 };
}

/** GET /cgi-bin/gettoken: the corporation's own. */
export function ownToken(platform: Platform, { query }: Call): Answer {
  const corp = findCorp(platform.world, query.get("corpid") ?? "");
  if (!corp) return refuse("40013");
  if (corp.secret !== query.get("corpsecret")) return refuse("40001");
  const { value, seconds } = tokenFor(platform, "own", corp.corpId);
  return ok({ access_token: value, expires_in: seconds });
}

/** In whose name a call is made. */
export interface Caller {
  corp: Corp;
  namespace: Namespace;
}

/** Whoever calls with a corporation's token, or why nobody is heard. */
export function callerOf(platform: Platform, { query }: Call): Caller | NonNullable<Answer> {
  const { world, control } = platform;
  const value = query.get("access_token");
  if (!value) return refuse("41001");
  if (control.take("invalid-token")) delete world.tokens[value];
  const token = world.tokens[value];
  if (control.take("expire-token") && token) token.until = 0;
  const corp = token && token.kind !== "suite" ? findCorp(world, token.corpId) : undefined;
  if (!token || !corp || (token.kind === "corp" && !corp.grant)) return refuse("40014");
  if (token.until <= now(world)) return refuse("42001");
  return { corp, namespace: token.kind === "corp" ? "suite" : "own" };
}
