import { randomBytes } from "node:crypto";
import type { Answer, Call, Route } from "../shared/http";
import { graphError } from "../shared/meta-errors";
import type { Platform } from "./platform";
import { now, type Token } from "./world";

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const SHORT_MS = HOUR_MS;
const LONG_MS = 60 * DAY_MS;
const CODE_MS = HOUR_MS;

/** How api.instagram.com says no. */
const consentError = (message: string): Answer => ({ status: 400, body: { error_type: "OAuthException", code: 400, error_message: message } });

/** Instagram's own sign-in: a code, a token for an hour, one for sixty days, and another sixty days. None of these has a version. */
export function ownTokenRoutes(platform: Platform): Route[] {
  return [
    ["POST", /^\/oauth\/access_token$/, (call) => redeem(platform, call)],
    ["GET", /^\/access_token$/, (call) => exchange(platform, call)],
    ["GET", /^\/refresh_access_token$/, (call) => refresh(platform, call)],
  ];
}

function redeem({ options, grants, world, control }: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  if (form.get("client_id") !== options.appId || form.get("client_secret") !== options.appSecret) return consentError("Error validating client secret.");
  if (form.get("grant_type") !== "authorization_code") return consentError("Invalid grant_type");
  const code = form.get("code") ?? "";
  const grant = grants.get(code);
  if (code.endsWith("#_") || !grant || grant.kind !== "code") return consentError("This authorization code has been used or is not valid.");
  grants.delete(code);
  if (now(world) - grant.madeAt > CODE_MS) return consentError("This authorization code has expired.");
  if (grant.redirectUri !== form.get("redirect_uri")) return consentError("Error validating verification code: redirect_uri is not identical.");
  const [accountId = ""] = grant.accountIds;
  const token = give(world, { kind: "short", accountId }, SHORT_MS);
  const answer = { access_token: token, user_id: `10206${accountId.slice(-12)}`, permissions: grant.permissions.join(",") };
  // Both shapes have been seen.
  return { status: 200, body: control.take("flat") ? answer : { data: [answer] } };
}

function exchange({ options, world }: Platform, { query }: Call): Answer {
  if (query.get("grant_type") !== "ig_exchange_token" || query.get("client_secret") !== options.appSecret)
    return graphError(400, "101", "Error validating client secret.");
  const given = world.tokens[query.get("access_token") ?? ""];
  if (given?.kind !== "short") return graphError(400, "190", "Invalid OAuth access token.");
  if (given.expiresAt <= now(world)) return graphError(400, "190/463", "Error validating access token: Session has expired.");
  return longAnswer(world, given);
}

function refresh({ world, changed }: Platform, { query }: Call): Answer {
  const given = world.tokens[query.get("access_token") ?? ""];
  if (query.get("grant_type") !== "ig_refresh_token" || given?.kind !== "long" || given.isRevoked) return graphError(400, "190", "Invalid OAuth access token.");
  if (given.expiresAt <= now(world)) return graphError(400, "190/463", "Error validating access token: Session has expired.");
  if (now(world) - given.obtainedAt < DAY_MS) return graphError(400, "100", "(#100) The access token must be at least 24 hours old to be refreshed.");
  // The old one goes on living until its own end, as it does.
  const answer = longAnswer(world, given);
  changed();
  return answer;
}

function longAnswer(world: Platform["world"], { accountId }: Token): Answer {
  const token = give(world, { kind: "long", accountId }, LONG_MS);
  return { status: 200, body: { access_token: token, token_type: "bearer", expires_in: LONG_MS / 1000 } };
}

function give(world: Platform["world"], token: Pick<Token, "kind" | "accountId">, lifeMs: number): string {
  const value = `IGAA${randomBytes(24).toString("base64url")}`;
  world.tokens[value] = { ...token, obtainedAt: now(world), expiresAt: now(world) + lifeMs };
  return value;
}
