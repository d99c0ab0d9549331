import type { Answer, Call } from "../shared/http";
import { ok } from "./answers";
import type { Platform } from "./platform";
import { type Account, issueToken, now, SHORT_LIFE_S, STATELESS_LIFE_S } from "./world";

/** POST /oauth2/v3/token and /v2/oauth/accessToken: a token for who knows id and secret. */
export function giveToken(platform: Platform, call: Call, kind: "stateless" | "short"): Answer {
  if (platform.control.take("no-token")) return { status: 503, body: "" };
  const form = new URLSearchParams(call.body.toString());
  if (form.get("grant_type") !== "client_credentials") return oauthError("unsupported_grant_type", "grant_type must be client_credentials");
  const account = platform.world.accounts.find(({ channelId }) => channelId === form.get("client_id"));
  if (!account) return oauthError("invalid_client", "invalid client_id");
  if (account.secret !== form.get("client_secret")) return oauthError("invalid_client", "invalid client_secret");
  const expires_in = kind === "stateless" ? STATELESS_LIFE_S : SHORT_LIFE_S;
  const access_token = issueToken(platform.world, account, expires_in);
  platform.changed();
  return ok({ token_type: "Bearer", access_token, expires_in });
}

const oauthError = (error: string, error_description: string): Answer => ({ status: 400, body: { error, error_description } });

/** Whose token it is; undefined for one that is none (any more). */
export function accountOf({ world }: Platform, call: Call): Account | undefined {
  const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1];
  if (!token) return undefined;
  return world.accounts.find(({ tokens, longLivedToken }) => longLivedToken === token || tokens.some((t) => t.value === token && t.expiresAt > now(world)));
}
