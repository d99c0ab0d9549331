import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import { type Platform, USER } from "./platform";
import { now } from "./world";

/** The code of the embedded sign-up. */
const CODE_LIFETIME_MS = 30_000;

/** GET /vXX/dialog/oauth: which WhatsApp accounts the app may have. */
export function consentPage({ options, world }: Platform, { query }: Call): Answer {
  if (query.get("client_id") !== options.appId) return badRequest("Invalid app ID: client_id is not that of an app here.");
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("redirect_uri is not an absolute address.");
  if (query.get("response_type") !== "code") return badRequest("response_type must be code.");
  if (!query.get("config_id") && !(query.get("scope") ?? "").includes("whatsapp_business_management")) return badRequest("config_id or scope is missing.");
  const accounts = world.accounts.map(({ id, name }) => {
    const numbers = world.numbers.filter((number) => number.accountId === id).map((number) => `+${number.digits}`);
    return `<label><input type="checkbox" name="account" value="${id}" checked> <span>${escapeHtml(name)}<small>${numbers.join(", ")}</small></span></label>`;
  });
  const hidden = ["redirect_uri", "state"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`);
  return html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>WhatsApp sign-up (simulator)</title>
<style>body{margin:0;font:15px/1.45 system-ui,sans-serif;background:#e9efec;color:#10201a;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border-radius:12px;padding:28px;width:min(380px,88vw);box-shadow:0 8px 30px #0002}h1{font-size:20px;margin:0 0 4px}p{color:#5b6a63;margin:0 0 16px}
label{display:flex;gap:10px;align-items:center;padding:10px;border:1px solid #d5ded9;border-radius:8px;margin-bottom:8px}small{display:block;color:#7d8a84}
button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:11px;width:100%;margin-top:8px;cursor:pointer}
.allow{background:#128c4b;color:#fff}.deny{background:#e3e9e6;color:#10201a}em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>Connect WhatsApp as ${escapeHtml(USER.name)}?</h1><p>Choose the WhatsApp accounts that this app may manage and write with.</p>
${accounts.join("")}${hidden.join("")}<button class="allow" name="decision" value="allow">Finish</button><button class="deny" name="decision" value="deny">Cancel</button></form></html>`);
}

/** POST /__consent: back to the app, with a code that works once and for half a minute, or with the refusal. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!isWebAddress(redirectUri)) return badRequest("redirect_uri is not an absolute address.");
  const target = new URL(redirectUri);
  if (form.get("decision") === "allow") {
    const code = `AQ${randomBytes(24).toString("base64url")}`;
    platform.codes.set(code, { accountIds: form.getAll("account"), redirectUri, expiresAt: now(platform.world) + CODE_LIFETIME_MS });
    target.searchParams.set("code", code);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_description", "The sign-up was cancelled.");
  }
  target.searchParams.set("state", form.get("state") ?? "");
  return redirect(target.toString());
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
