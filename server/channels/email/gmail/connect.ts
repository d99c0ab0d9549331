import * as z from "zod";
import { addressKey } from "@/lib/mail-address";
import { type ChannelConfig, type OAuthMethod, SendError, type Transport } from "@/server/channels/contract";
import { memoryOnce } from "../once";
import type { GoogleCredentials } from "../payload";
import { callGmail, getToken, hostsOf } from "./api";
import { getProfile } from "./pull";

/** Reads, labels and sends; no settings, no deletion for good (developers.google.com/gmail/api/auth/scopes). */
const SCOPE = "https://www.googleapis.com/auth/gmail.modify";

export const byGoogle: OAuthMethod = {
  name: "gmail",
  how: "oauth",
  platform: "gmail",
  title: { en: "Gmail or Google Workspace", "zh-CN": "Gmail 或 Google Workspace" },
  steps: [{ en: "Sign in at Google with the mailbox and leave every permission ticked.", "zh-CN": "使用该邮箱登录 Google，并保留所有权限的勾选。" }],

  authorizeUrl({ app, apiUrl, redirectUri, state }) {
    // Asked for anew each time: without "consent" a mailbox that was connected before gets no refresh token.
    const query = { client_id: app.appId, redirect_uri: redirectUri, response_type: "code", scope: SCOPE, access_type: "offline", prompt: "consent", state };
    return `${hostsOf(apiUrl).consent}/o/oauth2/v2/auth?${new URLSearchParams(query)}`;
  },

  async exchange({ app, appTokens, apiUrl, redirectUri, code }, transport) {
    const form = { client_id: app.appId, client_secret: app.appSecret, grant_type: "authorization_code", redirect_uri: redirectUri, code };
    const answer = await getToken(apiUrl, form, transport);
    if (!answer.refresh_token) throw new SendError("auth", "Google gave no lasting permission.", { retryable: false });
    const credentials: GoogleCredentials = { via: "gmail", address: "", refreshToken: answer.refresh_token };
    const config = { accountId: "", credentials, tokens: memoryOnce(credentials, answer.access_token), appTokens, app, apiUrl, webhookUrl: "" };
    const { emailAddress } = await getProfile(config, transport);
    return [{ accountId: addressKey(emailAddress), name: emailAddress, credentials: { ...credentials, address: emailAddress } }];
  },
};

const watchSchema = z.looseObject({ expiration: z.union([z.string(), z.number()]).optional() });

/** Asks for a push with each new mail; good for a week at most. Without a topic of this installation's the mailbox is looked into. */
export async function watch(config: ChannelConfig<GoogleCredentials>, transport: Transport): Promise<void> {
  const topicName = config.app?.settings?.topic;
  if (!topicName) return;
  const body = JSON.stringify({ topicName, labelIds: ["INBOX"], labelFilterBehavior: "INCLUDE" });
  await callGmail(
    config,
    { method: "POST", path: "/gmail/v1/users/me/watch", headers: { "content-type": "application/json" }, body, answer: watchSchema },
    transport,
  );
}

/** No pushes any more for this mailbox. */
export async function stopWatch(config: ChannelConfig<GoogleCredentials>, transport: Transport): Promise<void> {
  await callGmail(config, { method: "POST", path: "/gmail/v1/users/me/stop", answer: z.unknown() }, transport);
}
