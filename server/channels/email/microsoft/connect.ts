import * as z from "zod";
import { addressKey } from "@/lib/mail-address";
import { type OAuthMethod, SendError, type Transport } from "@/server/channels/contract";
import { memoryOnce } from "../once";
import type { MicrosoftCredentials } from "../payload";
import { type Config, callGraph, getToken, hostsOf, SCOPE } from "./api";

export const byMicrosoft: OAuthMethod = {
  name: "microsoft",
  how: "oauth",
  platform: "microsoft",
  title: { en: "Microsoft 365 or Outlook.com", "zh-CN": "Microsoft 365 或 Outlook.com" },
  steps: [
    {
      en: "Sign in at Microsoft with the mailbox and accept. Some companies let an administrator accept first.",
      "zh-CN": "使用该邮箱登录 Microsoft 并接受授权。有些公司要求先由管理员同意。",
    },
  ],

  authorizeUrl({ app, apiUrl, redirectUri, state }) {
    // Whoever is signed in with an account of their own is asked which one.
    const query = {
      client_id: app.appId,
      redirect_uri: redirectUri,
      response_type: "code",
      response_mode: "query",
      scope: SCOPE,
      prompt: "select_account",
      state,
    };
    return `${hostsOf(apiUrl).login}/authorize?${new URLSearchParams(query)}`;
  },

  async exchange({ app, appTokens, apiUrl, redirectUri, code }, transport) {
    const form = { client_id: app.appId, client_secret: app.appSecret, grant_type: "authorization_code", redirect_uri: redirectUri, code };
    const answer = await getToken(apiUrl, form, transport);
    if (!answer.refresh_token) throw new SendError("auth", "Microsoft gave no lasting permission.", { retryable: false });
    const credentials: MicrosoftCredentials = { via: "microsoft", address: "", refreshToken: answer.refresh_token };
    const config = { accountId: "", credentials, tokens: memoryOnce(credentials, answer.access_token), appTokens, app, apiUrl, webhookUrl: "" };
    const { mail, userPrincipalName } = await callGraph(config, { method: "GET", path: "/me?$select=mail,userPrincipalName", answer: personSchema }, transport);
    const address = mail || userPrincipalName;
    const problem = await problemOf(config, transport);
    return [{ accountId: addressKey(address), name: address, credentials: { ...credentials, address }, ...(problem && { problem }) }];
  },
};

const personSchema = z.looseObject({ mail: z.string().nullish(), userPrincipalName: z.string() });

/** Whether the inbox is there. Throws SendError, `auth` for an account without a mailbox that programs may use. */
export async function lookIn(config: Config, transport: Transport): Promise<void> {
  await callGraph(config, { method: "GET", path: "/me/mailFolders/inbox?$select=id", answer: z.looseObject({ id: z.string() }) }, transport);
}

/** An account need not have a mailbox: one who only signs in, or whose mails lie on the company's own server. */
async function problemOf(config: Config, transport: Transport): Promise<string | null> {
  try {
    await lookIn(config, transport);
    return null;
  } catch (error) {
    if (error instanceof SendError && error.kind === "auth") return error.message;
    throw error;
  }
}
