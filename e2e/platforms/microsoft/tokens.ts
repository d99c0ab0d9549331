import { randomBytes } from "node:crypto";
import type { Answer, Call } from "../shared/http";
import type { Platform } from "./platform";
import { now } from "./world";

const refused = (status: number, error: string, error_description: string): Answer => ({ status, body: { error, error_description } });
const gone = () => refused(400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity, or was revoked.");

/** POST /common/oauth2/v2.0/token: a code or a refresh token for an access token, and the next refresh token. */
export function giveToken(platform: Platform, call: Call): Answer {
  const { options, control, codes, world } = platform;
  const form = new URLSearchParams(call.body.toString());
  if (form.get("client_id") !== options.appId) return refused(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.");
  if (form.get("client_secret") !== options.appSecret || control.take("secret-expired"))
    return refused(401, "invalid_client", "AADSTS7000222: The provided client secret keys for the app are expired.");
  if (control.take("revoke")) return gone();
  if (control.take("interaction"))
    return refused(
      400,
      "interaction_required",
      "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.",
    );
  if (control.take("login-busy")) return refused(503, "temporarily_unavailable", "AADSTS90033: A transient error has occurred. Please try again.");
  if (form.get("grant_type") === "refresh_token") {
    const given = form.get("refresh_token") ?? "";
    const grant = world.grants[given];
    if (!grant) return gone();
    // Good once here: who does not keep the next one is out.
    delete world.grants[given];
    return answer(platform, grant.address, grant.scope);
  }
  if (form.get("grant_type") !== "authorization_code")
    return refused(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
  const code = codes.get(form.get("code") ?? "");
  codes.delete(form.get("code") ?? "");
  if (!code) return refused(400, "invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed.");
  if (code.redirectUri !== form.get("redirect_uri")) return refused(400, "invalid_grant", "AADSTS50011: The reply address does not match.");
  return answer(platform, code.address, code.scope);
}

function answer({ world, options, changed }: Platform, address: string, scope: string): Answer {
  const token = `EwB${randomBytes(60).toString("base64url")}`;
  const expires_in = options.tokenSeconds ?? 3_599;
  world.tokens[token] = { address, scope, endsAt: now(world) + expires_in * 1_000 };
  const body: Record<string, unknown> = {
    token_type: "Bearer",
    scope: scope.replace("offline_access ", ""),
    expires_in,
    ext_expires_in: expires_in,
    access_token: token,
  };
  if (scope.split(" ").includes("offline_access")) {
    const refresh = `0.AX${randomBytes(60).toString("base64url")}`;
    world.grants[refresh] = { address, scope };
    body.refresh_token = refresh;
  }
  changed();
  return { status: 200, body };
}
