import { type Answer, badRequest, type Call, html, jsonBody, redirect, text } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import type { Platform } from "./platform";
import { newAuthCode } from "./suite-api";
import { type Corp, findCorp, now, type Server } from "./world";

const STYLE = `body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#eef1f6;color:#1a1a1a;display:grid;place-items:center;min-height:100vh}
form{background:#fff;border-radius:8px;padding:28px;width:min(440px,88vw);box-shadow:0 8px 30px #0002}h1{font-size:20px;margin:8px 0 4px}p{color:#666;margin:0 0 16px}
fieldset{border:1px solid #e3e3e3;border-radius:6px;margin:0 0 10px;padding:8px 12px}legend{font-weight:600;padding:0 4px}label{display:flex;gap:10px;align-items:center;padding:5px 0}small{color:#888;margin-left:auto}
label.field{display:block}label.field input,label.field select{font:inherit;box-sizing:border-box;width:100%;padding:8px;border:1px solid #ccc;border-radius:6px;margin-top:4px}
button{font:inherit;font-weight:600;border:0;border-radius:6px;padding:11px;width:100%;cursor:pointer;background:#2a6fd6;color:#fff;margin-top:8px}em{font-style:normal;background:#fff3cd;border-radius:6px;padding:2px 8px;font-size:12px}output{display:block;margin-top:12px}`;

const page = (title: string, body: string): Answer =>
  html(
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} (simulator)</title><style>${STYLE}</style>${body}</html>`,
  );
const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const isOpen = ({ world }: Platform, code: string): boolean => (world.suite.preAuthCodes[code] ?? 0) >= now(world);

/** GET /3rdapp/install: an administrator gives the suite their corporation, and accounts of it. */
export function installPage(platform: Platform, { query }: Call): Answer {
  const { world, options } = platform;
  if (query.get("suite_id") !== options.appId) return badRequest("suite_id is not that of a suite here.");
  if (!isOpen(platform, query.get("pre_auth_code") ?? "")) return badRequest("pre_auth_code is not known or has expired.");
  if (!isWebAddress(query.get("redirect_uri") ?? "")) return badRequest("redirect_uri is not an absolute address.");
  const hidden = ["redirect_uri", "pre_auth_code", "state"].map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? "")}">`);
  const choices = world.corps.map(choiceOf).join("");
  return page(
    "企业微信应用授权",
    `<form method="post" action="/__consent"><em>Simulator</em><h1>企业微信应用授权</h1><p>选择企业，以及应用可管理的客服账号。</p>${choices}${hidden.join("")}<button>同意授权</button></form>`,
  );
}

function choiceOf({ corpId, name, accounts }: Corp, index: number): string {
  const boxes = accounts.map(
    (account) => `<label><input type="checkbox" name="account" value="${account.openKfId}" checked> ${escapeHtml(account.name)}<small>客服账号</small></label>`,
  );
  return `<fieldset><legend><label><input type="radio" name="corp" value="${corpId}" ${index === 0 ? "checked" : ""}> ${escapeHtml(name)}</label></legend>${boxes.join("")}</fieldset>`;
}

/** POST /__consent: back to where the suite said, with a code that works once, and its own state. */
export function decideConsent(platform: Platform, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString());
  const target = form.get("redirect_uri") ?? "";
  const preAuthCode = form.get("pre_auth_code") ?? "";
  const corp = findCorp(platform.world, form.get("corp") ?? "");
  if (!corp || !isOpen(platform, preAuthCode) || !isWebAddress(target)) return badRequest("The page is out of date: begin anew.");
  delete platform.world.suite.preAuthCodes[preAuthCode];
  const chosen = form.getAll("account");
  const accounts = corp.accounts.flatMap(({ openKfId }) => (chosen.includes(openKfId) ? [openKfId] : []));
  const { code, seconds } = newAuthCode(platform, corp, accounts);
  const back = new URL(target);
  for (const [name, value] of Object.entries({ auth_code: code, expires_in: String(seconds), state: form.get("state") ?? "" }))
    back.searchParams.set(name, value);
  return redirect(back.toString());
}

/** GET /console: a corporation's own callback settings. */
export function consolePage({ world }: Platform): Answer {
  const corps = world.corps.map(({ corpId, name, secret }) => `<option value="${corpId}">${escapeHtml(name)} · ${corpId} · Secret ${secret}</option>`).join("");
  const field = (name: string, label: string) => `<label class="field">${label}<input name="${name}" autocomplete="off"></label>`;
  return page(
    "企业微信管理后台",
    `<form id="server"><em>Simulator</em><h1>微信客服 · 回调配置</h1><p>work.weixin.qq.com</p><label class="field">企业<select name="corp">${corps}</select></label>
${field("url", "URL")}${field("token", "Token")}${field("aesKey", "EncodingAESKey")}<button>保存</button><output></output></form><script>
document.getElementById("server").onsubmit = async (event) => {
  event.preventDefault();
  const answer = await fetch("/__console", { method: "POST", body: JSON.stringify(Object.fromEntries(new FormData(event.target))) });
  event.target.querySelector("output").textContent = answer.ok ? "已保存" : "保存失败：" + (await answer.json()).error;
};</script>`,
  );
}

/** POST /__console {corp, url, token, aesKey}: taken only when the address gives the greeting back in the clear. No url: switched off. */
export async function configure(platform: Platform, call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const corp = findCorp(platform.world, text(body.corp));
  if (!corp) return badRequest("corp is a CorpID");
  const server = { url: text(body.url), token: text(body.token), aesKey: text(body.aesKey) };
  const problem = server.url === "" ? null : (problemOf(server) ?? (await platform.delivery.greet(server, corp.corpId)));
  if (problem) return badRequest(problem);
  corp.server = server.url === "" ? null : server;
  platform.changed();
  return { status: 200, body: { ok: true } };
}

function problemOf({ url, token, aesKey }: Server): string | null {
  if (!URL.canParse(url)) return "请填写正确的URL";
  if (!/^[A-Za-z0-9]{3,32}$/.test(token)) return "Token须为3-32位英文或数字";
  return /^[A-Za-z0-9]{43}$/.test(aesKey) ? null : "EncodingAESKey须为43位英文或数字";
}
