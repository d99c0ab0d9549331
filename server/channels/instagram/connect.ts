import { type Connect, SendError, type TokenMethod } from "@/server/channels/contract";
import { callWithToken, readAnswer } from "@/server/channels/shared/meta-graph";
import { subscribeApp } from "@/server/channels/shared/meta-subscription";
import { byFacebook } from "./by-facebook";
import { byInstagram } from "./by-instagram";
import { type InstagramCredentials, meSchema } from "./payload";
import { refusals } from "./refusals";
import { subscriptionOf } from "./subscription";

/** An account's own token, for who has one. */
export const byToken: TokenMethod<InstagramCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Access token", "zh-CN": "访问令牌" },
  steps: [
    {
      en: "In your Meta app, open Instagram, API setup with Instagram login, and generate a token for the account.",
      "zh-CN": "在您的 Meta 应用中打开 Instagram 的“使用 Instagram 登录设置 API”，为账号生成令牌。",
    },
  ],
  fields: [
    {
      name: "accountId",
      type: "text",
      label: { en: "Account ID", "zh-CN": "账号编号" },
      help: { en: "The number that the token's page shows beside the account.", "zh-CN": "生成令牌的页面在账号旁显示的数字。" },
    },
    { name: "accessToken", type: "secret", label: { en: "Access token", "zh-CN": "访问令牌" } },
  ],

  /** The account behind the token must be the one that was named. */
  async identify({ credentials, apiUrl }, transport) {
    const call = { method: "GET", path: "me", query: { fields: "user_id,username,name" } } as const;
    const answer = await callWithToken({ apiUrl, token: credentials.accessToken }, call, { transport, refusals });
    const { user_id: accountId, username, name } = readAnswer(meSchema, answer, refusals.platform);
    if (accountId !== credentials.accountId) throw new SendError("auth", "This access token belongs to another account.", { retryable: false });
    return { accountId, name: name ?? (username ? `@${username}` : accountId) };
  },
};

export const connect: Connect<InstagramCredentials> = {
  methods: [byInstagram, byFacebook, byToken],
  subscribe: (config, transport) => subscribeApp(subscriptionOf(config, transport)),
  async unsubscribe(config, transport) {
    // The Page's list is Messenger's as well: taking us off it would silence that channel.
    if (config.credentials.pageId) return;
    const { path, call } = subscriptionOf(config, transport);
    await call({ method: "DELETE", path });
  },
};
