import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import type { Platform } from "./platform";

/** GET /common/oauth2/v2.0/authorize: which account, and whether the app may. */
export function consentPage({ world, options }: Platform, { query }: Call): Answer {
  if (query.get("client_id") !== options.appId) return badRequest("AADSTS700016: Application was not found in the directory.");
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("AADSTS50011: The redirect URI does not match.");
  if (query.get("response_type") !== "code") return badRequest("AADSTS900144: response_type must be code.");
  if (!query.get("scope")) return badRequest("AADSTS900144: The request body must contain the parameter scope.");
  const hidden = ["redirect_uri", "state", "scope"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`).join("");
  const accounts = world.mailboxes
    .map(
      ({ address, name }, index) =>
        `<label><input type="radio" name="account" value="${escapeHtml(address)}"${index === 0 ? " checked" : ""}> <span>${escapeHtml(name)}<small>${escapeHtml(address)}</small></span></label>`,
    )
    .join("");
  const rights = (query.get("scope") ?? "").split(" ").map((scope) => `<li>${escapeHtml(RIGHTS[scope] ?? scope)}</li>`);
  return html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sign in to your account (simulator)</title>
<style>body{margin:0;font:15px/1.45 "Segoe UI",system-ui,sans-serif;background:#f2f2f2;color:#1b1b1b;display:grid;place-items:center;min-height:100vh}
form{background:#fff;padding:36px;width:min(420px,86vw);box-shadow:0 2px 6px #0003}h1{font-size:22px;font-weight:600;margin:10px 0}p,ul{color:#404040;margin:0 0 12px}ul{padding-left:20px}
label{display:flex;gap:12px;align-items:center;padding:10px;border-bottom:1px solid #e5e5e5}small{display:block;color:#616161}div{display:flex;justify-content:flex-end;gap:8px;margin-top:20px}
button{font:inherit;border:0;padding:8px 28px;cursor:pointer}.allow{background:#0067b8;color:#fff}.deny{background:#ccc;color:#000}em{font-style:normal;background:#fff3cd;padding:2px 8px;font-size:12px}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>Permissions requested</h1><p>This app would like to:</p><ul>${rights.join("")}</ul>${accounts}${hidden}
<div><button class="deny" name="decision" value="deny">Cancel</button><button class="allow" name="decision" value="allow">Accept</button></div></form></html>`);
}

const RIGHTS: Record<string, string> = {
  offline_access: "Maintain access to data you have given it access to",
  "User.Read": "Sign you in and read your profile",
  "Mail.ReadWrite": "Read and write access to your mail",
  "Mail.Send": "Send mail as you",
};

/** POST /__consent: back to the app with a code that is good once, or with the refusal. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!isWebAddress(redirectUri)) return badRequest("AADSTS50011: The redirect URI does not match.");
  const target = new URL(redirectUri);
  if (form.get("decision") === "allow") {
    const code = `0.AX${randomBytes(48).toString("base64url")}`;
    platform.codes.set(code, { address: form.get("account") ?? "", scope: form.get("scope") ?? "", redirectUri });
    target.searchParams.set("code", code);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_description", "AADSTS65004: User declined to consent to access the app.");
  }
  target.searchParams.set("state", form.get("state") ?? "");
  return redirect(target.toString());
}

const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
