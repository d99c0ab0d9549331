import { randomInt } from "node:crypto";
import { type Answer, badRequest, type Call, html, jsonBody, text } from "../shared/http";
import { escapeHtml } from "../shared/phone-page";
import { sha1Of } from "../shared/wechat-seal";
import { PAGE_STYLE } from "./page-style";
import type { Platform } from "./platform";
import { findAccount, now, type Server, seconds } from "./world";

/** GET /console: an account's own developer settings. */
export function consolePage({ world }: Platform): Answer {
  const accounts = world.accounts
    .map(({ appId, name, secret }) => `<option value="${appId}">${escapeHtml(name)} · ${appId} · AppSecret ${secret}</option>`)
    .join("");
  const field = (name: string, label: string) => `<label class="field">${label}<input name="${name}" autocomplete="off"></label>`;
  return html(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>公众平台 (simulator)</title><style>${PAGE_STYLE}</style>
<form id="server"><em>Simulator</em><h1>服务器配置</h1><p>mp.weixin.qq.com</p><label class="field">公众号<select name="account">${accounts}</select></label>
${field("url", "服务器地址 (URL)")}${field("token", "令牌 (Token)")}${field("aesKey", "消息加解密密钥 (EncodingAESKey)")}
<label class="field">消息加解密方式<select name="mode"><option value="safe">安全模式</option><option value="compat">兼容模式</option><option value="plain">明文模式</option></select></label>
<button>提交</button><output></output></form><script>
document.getElementById("server").onsubmit = async (event) => {
  event.preventDefault();
  const answer = await fetch("/__console", { method: "POST", body: JSON.stringify(Object.fromEntries(new FormData(event.target))) });
  event.target.querySelector("output").textContent = answer.ok ? "已启用" : "配置失败：" + (await answer.json()).error;
};</script></html>`);
}

/** POST /__console {account, url, token, aesKey, mode}: taken only when the address gives the greeting back. */
export async function configure(platform: Platform, call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const account = findAccount(platform.world, text(body.account));
  if (!account) return badRequest("account is an AppID");
  const server = { url: text(body.url), token: text(body.token), aesKey: text(body.aesKey), mode: text(body.mode) || "safe" } as Server;
  const problem = problemOf(server) ?? (await greet(platform, server));
  if (problem) return badRequest(problem);
  account.server = server;
  platform.changed();
  return { status: 200, body: { ok: true } };
}

function problemOf({ url, token, aesKey, mode }: Server): string | null {
  if (!URL.canParse(url)) return "请填写正确的URL";
  if (!/^[A-Za-z0-9]{3,32}$/.test(token)) return "Token须为3-32位英文或数字";
  if (!["plain", "compat", "safe"].includes(mode)) return "mode is plain, compat or safe";
  return mode === "plain" || /^[A-Za-z0-9]{43}$/.test(aesKey) ? null : "EncodingAESKey须为43位";
}

/** The greeting is plain in every mode; quotation marks or a line end around it are another answer. */
async function greet({ world, control }: Platform, { url, token }: Server): Promise<string | null> {
  const target = new URL(url);
  const echostr = String(randomInt(1e12));
  const timestamp = String(seconds(now(world)));
  const nonce = String(randomInt(1e9));
  const signature = control.take("wrong-signature") ? "0".repeat(40) : sha1Of(token, timestamp, nonce);
  for (const [name, value] of Object.entries({ signature, timestamp, nonce, echostr })) target.searchParams.set(name, value);
  const response = await fetch(target, { redirect: "manual", signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!response) return "请求URL超时";
  return response.status === 200 && (await response.text()) === echostr ? null : "token验证失败";
}
