import { type Answer, badRequest, type Call, html, redirect } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import { tellAuthorised } from "./component-api";
import { PAGE_STYLE } from "./page-style";
import type { Platform } from "./platform";
import { findAccount, now, random } from "./world";

const CODE_SECONDS = 3600;

/** What an administrator may grant: permission sets by their numbers. */
const SCOPES: [id: number, name: string][] = [
  [1, "消息管理权限"],
  [6, "客服与菜单权限"],
  [2, "用户管理权限"],
  [11, "素材管理权限"],
];

const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** GET /cgi-bin/componentloginpage: who administers an account grants it to the platform. */
export function consentPage({ world, options }: Platform, { query }: Call): Answer {
  const preAuthCode = query.get("pre_auth_code") ?? "";
  if (query.get("component_appid") !== options.appId) return badRequest("component_appid is not that of a platform here.");
  if ((world.platform.preAuthCodes[preAuthCode] ?? 0) < now(world)) return badRequest("pre_auth_code is not known or has expired.");
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("redirect_uri is not an absolute address.");
  if (!["1", "3"].includes(query.get("auth_type") ?? "")) return badRequest("auth_type shows no official accounts.");
  const accounts = world.accounts
    .map(
      ({ appId, name }, index) =>
        `<label><input type="radio" name="account" value="${appId}" ${index === 0 ? "checked" : ""}> <span>${escapeHtml(name)}<small>${appId}</small></span></label>`,
    )
    .join("");
  const scopes = SCOPES.map(([id, name]) => `<label><input type="checkbox" name="scope" value="${id}" checked> <span>${name}</span></label>`).join("");
  const hidden = ["redirect_uri", "pre_auth_code"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`).join("");
  return html(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>公众平台账号授权 (simulator)</title><style>${PAGE_STYLE}</style>
<form method="post" action="/__consent"><em>Simulator</em><h1>公众平台账号授权</h1><p>选择公众号，并将以下权限授予第三方平台。</p>${accounts}<details><summary>权限</summary>${scopes}</details>${hidden}
<button>授权</button></form></html>`);
}

/** POST /__consent: back to where the platform said, with a code that works once. Its own query stays. */
export async function decideConsent(platform: Platform, call: Call): Promise<Answer> {
  const { world } = platform;
  const form = new URLSearchParams(call.body.toString());
  const redirectUri = form.get("redirect_uri") ?? "";
  const preAuthCode = form.get("pre_auth_code") ?? "";
  const account = findAccount(world, form.get("account") ?? "");
  const isOpen = (world.platform.preAuthCodes[preAuthCode] ?? 0) >= now(world);
  if (!isOpen || !account || !isWebAddress(redirectUri)) return badRequest("The page is out of date: begin anew.");
  delete world.platform.preAuthCodes[preAuthCode];
  const code = random("queryauthcode@@@");
  world.platform.authCodes[code] = { appId: account.appId, scopes: form.getAll("scope").map(Number), until: now(world) + CODE_SECONDS * 1000 };
  platform.changed();
  await tellAuthorised(platform, { appId: account.appId, code, preAuthCode });
  const target = new URL(redirectUri);
  target.searchParams.set("auth_code", code);
  target.searchParams.set("expires_in", String(CODE_SECONDS));
  return redirect(target.toString());
}
