import { createHmac } from "node:crypto";
import type { AppCredentials, RawRequest, RawResponse, Verification } from "@/server/channels/contract";
import { openSignedRequest, signedRequestOf } from "./meta-signed-request";
import { isSameSecret } from "./same-secret";

/** What stands behind the kind in the address of the data-deletion callback, and of its status page. */
export const DELETION_KEY = "data-deletion";

const mark = (secret: string, text: string, length: number) => createHmac("sha256", secret).update(`data-deletion:${text}`).digest("hex").slice(0, length);

/** When, who (unreadable for others), and a mark that the code is ours: the status page needs no memory of its own. */
function confirmationCode(app: AppCredentials, userId: string, issuedAt: number): string {
  const code = `${Math.trunc(issuedAt).toString(36)}-${mark(app.appSecret, userId, 10)}`;
  return `${code}-${mark(app.appSecret, code, 6)}`;
}

/**
 * Where the person can look, and under which code. Source: developers.facebook.com, "Data Deletion Request Callback", as of 2026-09. What
 * the person had given us (their consent and its tokens) has been taken back when this is said.
 */
export function deletionAnswer(request: RawRequest, apps: AppCredentials[]): RawResponse {
  const opened = openSignedRequest(signedRequestOf(request) ?? "", apps);
  if (!opened) return { status: 401, headers: { "content-type": "text/plain; charset=utf-8" }, body: "the signed_request does not fit" };
  const code = confirmationCode(opened.app, opened.userId, opened.issuedAt);
  const url = new URL(request.url);
  const answer = { url: `${url.origin}${url.pathname}?code=${code}`, confirmation_code: code };
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(answer) };
}

/** The status page of a code that we gave; refused for any other. */
export function deletionPage(given: string, apps: AppCredentials[]): Verification {
  const [issued = "", person = "", own = ""] = given.split("-");
  const isOurs = apps.some(({ appSecret }) => isSameSecret(own, mark(appSecret, `${issued}-${person}`, 6)));
  if (!isOurs) return { kind: "refused", reason: "no such confirmation code" };
  const on = new Date(Number.parseInt(issued, 36) * 1000).toISOString().slice(0, 10);
  // Put together from the parts that were checked: nothing else of a stranger's gets into the page.
  return { kind: "challenge", body: PAGE.replaceAll("{code}", `${issued}-${person}-${own}`).replaceAll("{on}", on) };
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Data deletion {code}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1c1e21}code{background:#f0f2f5;padding:.1em .4em;border-radius:.3em}</style>
<h1>Your request is done</h1><p>Confirmation code <code>{code}</code>, {on}.</p>
<p>The access that your account at Meta had given us was taken back, and every channel connected with it was disconnected. Messages belong to the business that received them: ask it if it shall delete them as well.</p>
<p lang="zh-CN">您的请求已完成。您的 Meta 账号授予我们的访问权限已撤销，由其连接的所有渠道均已断开。消息归收到它们的商家所有，如需删除请与商家联系。</p></html>`;
