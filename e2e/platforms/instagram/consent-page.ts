import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import type { Grant, Platform } from "./platform";
import { now } from "./world";

const SCOPES = ["instagram_business_basic", "instagram_business_manage_messages", "instagram_business_manage_comments"];

/** GET /oauth/authorize: Instagram's own sign-in, for one account. */
export function ownConsent(platform: Platform, { query }: Call): Answer {
  if (query.get("client_id") !== platform.options.appId) return badRequest("Invalid platform app");
  const asked = (query.get("scope") ?? "").split(/[, ]/);
  if (asked.some((scope) => !SCOPES.includes(scope))) return badRequest(`Invalid scope: ${asked.filter((scope) => !SCOPES.includes(scope)).join(", ")}`);
  const accounts = platform.world.accounts.map(
    ({ userId, username, name }, index) =>
      `<label><input type="radio" name="account" value="${userId}" ${index === 0 ? "checked" : ""}> <span>${escapeHtml(name)}<small>@${escapeHtml(username)}</small></span></label>`,
  );
  const scopes = asked.map(
    (scope) => `<label class="scope"><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label>`,
  );
  return page(query, {
    kind: "code",
    title: "Log in with Instagram",
    lead: "Which professional account may this app use?",
    body: accounts.join("") + scopes.join(""),
  });
}

/** GET /vXX/dialog/oauth: Facebook's sign-in, for the Pages of accounts. */
export function facebookConsent(platform: Platform, { query }: Call): Answer {
  if (query.get("client_id") !== platform.options.facebook?.appId) return badRequest("Invalid app ID: client_id is not that of an app here.");
  if (!query.get("scope") && !query.get("config_id")) return badRequest("scope or config_id is needed");
  const pages = platform.world.accounts.flatMap(({ userId, username, page: linked }) =>
    linked
      ? [
          `<label><input type="checkbox" name="account" value="${userId}" checked> <span>${escapeHtml(linked.name)}<small>@${escapeHtml(username)}</small></span></label>`,
        ]
      : [],
  );
  return page(query, { kind: "fb-code", title: "Log in with Facebook", lead: "Choose the Pages that this app may use.", body: pages.join("") });
}

interface Shown {
  kind: Grant["kind"];
  title: string;
  lead: string;
  body: string;
}

function page(query: URLSearchParams, { kind, title, lead, body }: Shown): Answer {
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("redirect_uri is not an absolute address.");
  if (query.get("response_type") !== "code") return badRequest("response_type must be code.");
  const hidden = ["redirect_uri", "state"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`).join("");
  return html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} (simulator)</title>
<style>body{margin:0;font:15px/1.45 system-ui,sans-serif;background:#fafafa;color:#1c1e21;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border:1px solid #dbdbdb;border-radius:12px;padding:28px;width:min(380px,88vw)}h1{font-size:20px;margin:10px 0 4px}p{color:#606770;margin:0 0 16px}
label{display:flex;gap:10px;align-items:center;padding:10px;border:1px solid #dbdbdb;border-radius:8px;margin-bottom:8px}small{display:block;color:#8a8d91}
.scope{border:0;padding:2px 10px;margin:0;font-size:12px;color:#606770;overflow-wrap:anywhere}button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:11px;width:100%;margin-top:8px;cursor:pointer}
.allow{background:#0095f6;color:#fff}.deny{background:#efefef;color:#1c1e21}em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>${title}</h1><p>${lead}</p>${body}${hidden}<input type="hidden" name="kind" value="${kind}">
<button class="allow" name="decision" value="allow">Allow</button><button class="deny" name="decision" value="deny">Cancel</button></form></html>`);
}

/** POST /__consent: back to the app, with a code that works once, or with the refusal. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!isWebAddress(redirectUri)) return badRequest("redirect_uri is not an absolute address.");
  const target = new URL(redirectUri);
  const isOwn = form.get("kind") === "code";
  if (form.get("decision") === "allow") {
    const code = `${isOwn ? "AQ" : "AQIG"}${randomBytes(24).toString("base64url")}`;
    const grant = { redirectUri, accountIds: form.getAll("account"), permissions: form.getAll("scope"), madeAt: now(platform.world) };
    platform.grants.set(code, { ...grant, kind: isOwn ? "code" : "fb-code" });
    // Instagram hangs a fragment mark on it, which is no part of the code.
    target.searchParams.set("code", isOwn ? `${code}#_` : code);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_reason", "user_denied");
  }
  target.searchParams.set("state", form.get("state") ?? "");
  return redirect(target.toString());
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
