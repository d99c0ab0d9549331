import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import type { Platform } from "./platform";

const SCOPE = "https://www.googleapis.com/auth/gmail.modify";

/** GET /o/oauth2/v2/auth: which account, and whether the app may. */
export function consentPage({ world, options }: Platform, { query }: Call): Answer {
  if (query.get("client_id") !== options.appId) return badRequest("Error 401: invalid_client");
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("Error 400: redirect_uri_mismatch");
  if (query.get("response_type") !== "code") return badRequest("Error 400: unsupported_response_type");
  if (query.get("scope") !== SCOPE) return badRequest("Error 400: invalid_scope");
  const hidden = ["redirect_uri", "state", "access_type", "prompt"]
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`)
    .join("");
  const accounts = world.mailboxes
    .map(
      ({ address, name }, index) =>
        `<label><input type="radio" name="account" value="${escapeHtml(address)}"${index === 0 ? " checked" : ""}> <span>${escapeHtml(name)}<small>${escapeHtml(address)}</small></span></label>`,
    )
    .join("");
  return html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sign in with Google (simulator)</title>
<style>body{margin:0;font:15px/1.45 system-ui,sans-serif;background:#f0f4f9;color:#1f1f1f;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border-radius:24px;padding:32px;width:min(400px,88vw)}h1{font-size:22px;font-weight:500;margin:8px 0 4px}p{color:#444746;margin:0 0 16px}
label{display:flex;gap:12px;align-items:center;padding:12px;border-bottom:1px solid #e3e3e3}small{display:block;color:#5f6368}
button{font:inherit;font-weight:600;border:0;border-radius:20px;padding:10px 24px;margin:20px 8px 0 0;cursor:pointer}.allow{background:#0b57d0;color:#fff}.deny{background:#e8f0fe;color:#0b57d0}
em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>Choose an account</h1><p>The app wants to read, compose and send mail from it.</p>${accounts}${hidden}
<button class="allow" name="decision" value="allow">Allow</button><button class="deny" name="decision" value="deny">Cancel</button></form></html>`);
}

/** POST /__consent: back to the app with a code that is good once, or with the refusal. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!isWebAddress(redirectUri)) return badRequest("Error 400: redirect_uri_mismatch");
  const target = new URL(redirectUri);
  if (form.get("decision") === "allow") {
    const code = `4/0A${randomBytes(24).toString("base64url")}`;
    platform.codes.set(code, { address: form.get("account") ?? "", redirectUri });
    target.searchParams.set("code", code);
  } else target.searchParams.set("error", "access_denied");
  target.searchParams.set("state", form.get("state") ?? "");
  return redirect(target.toString());
}

const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
