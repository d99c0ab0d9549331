import { randomBytes } from "node:crypto";
import type { Answer, Call } from "../shared/http";
import type { Platform } from "./platform";
import { now } from "./world";

const refused = (status: number, error: string, error_description: string): Answer => ({ status, body: { error, error_description } });

/** POST /token: a code or a refresh token for an access token (RFC 6749, sections 4.1.3 and 6). */
export function giveToken(platform: Platform, call: Call): Answer {
  const { options, control, codes, world } = platform;
  const form = new URLSearchParams(call.body.toString());
  if (form.get("client_id") !== options.appId || form.get("client_secret") !== options.appSecret) return refused(401, "invalid_client", "Unauthorized");
  if (control.take("revoke")) return refused(400, "invalid_grant", "Token has been expired or revoked.");
  if (form.get("grant_type") === "refresh_token") {
    const grant = world.grants[form.get("refresh_token") ?? ""];
    return grant ? answer(platform, grant.address) : refused(400, "invalid_grant", "Token has been expired or revoked.");
  }
  if (form.get("grant_type") !== "authorization_code") return refused(400, "unsupported_grant_type", "Invalid grant_type");
  const code = codes.get(form.get("code") ?? "");
  codes.delete(form.get("code") ?? "");
  if (!code) return refused(400, "invalid_grant", "Malformed auth code.");
  if (code.redirectUri !== form.get("redirect_uri")) return refused(400, "redirect_uri_mismatch", "Bad Request");
  const refresh = `1//0${randomBytes(30).toString("base64url")}`;
  world.grants[refresh] = { address: code.address };
  return answer(platform, code.address, { refresh_token: refresh });
}

function answer({ world, options, changed }: Platform, address: string, more: object = {}): Answer {
  const token = `ya29.${randomBytes(30).toString("base64url")}`;
  const expires_in = options.tokenSeconds ?? 3_599;
  world.tokens[token] = { address, endsAt: now(world) + expires_in * 1_000 };
  changed();
  return { status: 200, body: { access_token: token, expires_in, scope: "https://www.googleapis.com/auth/gmail.modify", token_type: "Bearer", ...more } };
}
