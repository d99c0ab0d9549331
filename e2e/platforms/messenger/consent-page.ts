import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import { type Platform, USER } from "./platform";

/** GET /vXX/dialog/oauth: asks the person which Pages the app may have. */
export function consentPage(platform: Platform, { query, url }: Call): Answer {
  const { instagramUrl } = platform.options;
  if (instagramUrl && isForInstagram(query)) return redirect(`${instagramUrl}${url.pathname}${url.search}`);
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== platform.options.appId) return badRequest("Invalid app ID: client_id is not that of an app here.");
  if (!isWebAddress(redirectUri)) return badRequest("redirect_uri is not an absolute address.");
  if (query.get("response_type") !== "code") return badRequest("response_type must be code.");
  const pages = platform.world.pages
    .map(
      (page) => `<label><input type="checkbox" name="page" value="${page.id}" checked> <span>${escapeHtml(page.name)}<small>${page.id}</small></span></label>`,
    )
    .join("");
  const hidden = ["redirect_uri", "state"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`).join("");
  const scopes = (query.get("scope") ?? "").split(",").map(escapeHtml).join(", ");
  return html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Log in with Facebook (simulator)</title>
<style>body{margin:0;font:15px/1.45 system-ui,sans-serif;background:#f0f2f5;color:#1c1e21;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border-radius:12px;padding:28px;width:min(380px,88vw);box-shadow:0 8px 30px #0002}h1{font-size:20px;margin:0 0 4px}p{color:#606770;margin:0 0 16px}
label{display:flex;gap:10px;align-items:center;padding:10px;border:1px solid #dddfe2;border-radius:8px;margin-bottom:8px}small{display:block;color:#8a8d91}
.scopes{font-size:12px;color:#8a8d91;overflow-wrap:anywhere}button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:11px;width:100%;margin-top:8px;cursor:pointer}
.allow{background:#0866ff;color:#fff}.deny{background:#e4e6eb;color:#1c1e21}em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>Continue as ${escapeHtml(USER.name)}?</h1><p>Choose the Pages that this app may use.</p>${pages}${hidden}
<p class="scopes">${scopes}</p><button class="allow" name="decision" value="allow">Allow</button><button class="deny" name="decision" value="deny">Deny</button></form></html>`);
}

/** By the permissions asked for. A login configuration does not name them here: then by where the person is to go back to. */
function isForInstagram(query: URLSearchParams): boolean {
  return query.get("scope")?.includes("instagram_") ?? query.get("redirect_uri")?.includes("/instagram/") ?? false;
}

/** POST /__consent: back to the app, with a code that works once, or with the refusal. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  if (!isWebAddress(redirectUri)) return badRequest("redirect_uri is not an absolute address.");
  const target = new URL(redirectUri);
  if (form.get("decision") === "allow") {
    const code = `AQ${randomBytes(24).toString("base64url")}`;
    platform.grants.set(code, { kind: "code", pageIds: form.getAll("page"), redirectUri });
    target.searchParams.set("code", code);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set("error_reason", "user_denied");
    target.searchParams.set("error_description", "Permissions error");
  }
  target.searchParams.set("state", form.get("state") ?? "");
  return redirect(target.toString());
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
