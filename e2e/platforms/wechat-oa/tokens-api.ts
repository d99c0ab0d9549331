import { type Answer, type Call, jsonBody, text } from "../shared/http";
import type { Platform } from "./platform";
import { refuse } from "./refusals";
import { type Account, findAccount, now, random, type Token } from "./world";

const OVERLAP_MS = 5 * 60_000;
const MAX_FORCED_A_DAY = 20;
const FORCED_EVERY_MS = 30_000;

export const lifetimeMs = ({ options }: Platform): number => (options.tokenSeconds ?? 7200) * 1000;

export function newToken(platform: Platform, kind: Token["kind"], appId: string): string {
  const value = random(`${100 - Object.keys(platform.world.tokens).length}_`, 96);
  platform.world.tokens[value] = { kind, appId, until: now(platform.world) + lifetimeMs(platform) };
  platform.changed();
  return value;
}

const valuesOf = ({ world }: Platform, kind: Token["kind"], appId: string): string[] =>
  Object.keys(world.tokens).filter((value) => world.tokens[value]?.kind === kind && world.tokens[value]?.appId === appId);

/** GET /cgi-bin/token: each new token ends the one before, five minutes later. */
export function classicToken(platform: Platform, { query }: Call): Answer {
  const account = owner(platform, { appId: query.get("appid") ?? "", secret: query.get("secret") ?? "" });
  if (!("appId" in account)) return account;
  if (query.get("grant_type") !== "client_credential") return refuse("40002");
  for (const value of valuesOf(platform, "classic", account.appId)) {
    const token = platform.world.tokens[value];
    if (token) token.until = Math.min(token.until, now(platform.world) + OVERLAP_MS);
  }
  return { status: 200, body: { access_token: newToken(platform, "classic", account.appId), expires_in: lifetimeMs(platform) / 1000 } };
}

/** POST /cgi-bin/stable_token: the same token to everybody until its last five minutes; a forced one only now and then. */
export function stableToken(platform: Platform, call: Call): Answer {
  const body = jsonBody(call);
  const account = owner(platform, { appId: text(body.appid), secret: text(body.secret) });
  if (!("appId" in account)) return account;
  if (body.grant_type !== "client_credential") return refuse("40002");
  const at = now(platform.world);
  const known = valuesOf(platform, "stable", account.appId);
  const current = known.find((value) => (platform.world.tokens[value]?.until ?? 0) > at);
  if (body.force_refresh === true) {
    account.forcedAt = account.forcedAt.filter((forced) => forced > at - 24 * 3600_000);
    if (account.forcedAt.length >= MAX_FORCED_A_DAY || account.forcedAt.some((forced) => forced > at - FORCED_EVERY_MS)) return refuse("45011");
    account.forcedAt.push(at);
    for (const value of known) delete platform.world.tokens[value];
  } else if (current) {
    const left = (platform.world.tokens[current]?.until ?? 0) - at;
    if (left > Math.min(OVERLAP_MS, lifetimeMs(platform) / 10)) return { status: 200, body: { access_token: current, expires_in: Math.floor(left / 1000) } };
  }
  return { status: 200, body: { access_token: newToken(platform, "stable", account.appId), expires_in: lifetimeMs(platform) / 1000 } };
}

function owner({ world }: Platform, { appId, secret }: { appId: string; secret: string }): Account | NonNullable<Answer> {
  const account = findAccount(world, appId);
  if (!account) return refuse("40013");
  if (account.secret !== secret) return refuse("40125");
  return account.trouble === "address" ? refuse("40164") : account;
}

/** The account that a call speaks for, or why it is not heard. */
export function accountOf(platform: Platform, { query }: Call): Account | NonNullable<Answer> {
  const value = query.get("access_token");
  if (!value) return refuse("41001");
  const token = platform.world.tokens[value];
  if (platform.control.take("invalid-token")) {
    delete platform.world.tokens[value];
    return refuse("40001");
  }
  if (platform.control.take("expire-token") && token) token.until = 0;
  const account = token && token.kind !== "component" ? findAccount(platform.world, token.appId) : undefined;
  if (!token || !account) return refuse("40001");
  if (token.until <= now(platform.world)) return refuse("42001");
  if (token.kind === "authorizer" && !account.authorisation) return refuse("61003");
  return account;
}
