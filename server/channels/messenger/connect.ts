import { type Connect, type ConnectCandidate, type OAuthMethod, SendError, type TokenMethod } from "@/server/channels/contract";
import { callWithToken, readAnswer } from "@/server/channels/shared/meta-graph";
import { exchangeFacebookCode, facebookLoginUrl, type GrantedPage, listGrantedPages, problemOfPage } from "@/server/channels/shared/meta-login";
import { nodeAnswerSchema } from "@/server/channels/shared/meta-payload";
import { subscribeApp } from "@/server/channels/shared/meta-subscription";
import type { MessengerCredentials } from "./payload";
import { refusals } from "./refusals";
import { subscriptionOf } from "./subscription";

/** Facebook Login, permissions for Messenger; as of 2026-09. */
const SCOPES = ["pages_show_list", "pages_messaging", "pages_manage_metadata", "pages_read_engagement", "business_management"];

/** Facebook Login: the person chooses among the Pages they manage. */
export const byFacebook: OAuthMethod = {
  name: "oauth",
  how: "oauth",
  title: { en: "Sign in with Facebook", "zh-CN": "通过 Facebook 登录" },
  steps: [
    { en: "Sign in at Facebook as somebody who manages the Page.", "zh-CN": "以管理公共主页的账号登录 Facebook。" },
    { en: "Tick the Page and leave every permission switched on.", "zh-CN": "勾选公共主页，并保留全部权限。" },
    { en: "Choose here which Page to connect.", "zh-CN": "在这里选择要连接的公共主页。" },
  ],
  authorizeUrl: (input) => facebookLoginUrl(input, SCOPES),
  async exchange(input, transport) {
    const way = { transport, refusals };
    const { token, userId } = await exchangeFacebookCode(input, way);
    const pages = await listGrantedPages(input.apiUrl, { token, fields: "id,name,access_token,tasks" }, way);
    return pages.map((page) => toCandidate(page, userId));
  },
};

/** A Page's own token, for who has one. */
export const byToken: TokenMethod<MessengerCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Page access token", "zh-CN": "公共主页访问令牌" },
  steps: [
    {
      en: "In your Meta app, open Messenger settings and generate a token for the Page.",
      "zh-CN": "在您的 Meta 应用中打开 Messenger 设置，为公共主页生成令牌。",
    },
  ],
  fields: [
    { name: "pageId", type: "text", label: { en: "Page ID", "zh-CN": "公共主页编号" } },
    { name: "pageAccessToken", type: "secret", label: { en: "Page access token", "zh-CN": "公共主页访问令牌" } },
  ],

  /** The Page behind the token must be the Page that was named. */
  async identify({ credentials, apiUrl }, transport) {
    const call = { method: "GET", path: "me", query: { fields: "id,name" } } as const;
    const answer = await callWithToken({ apiUrl, token: credentials.pageAccessToken }, call, { transport, refusals });
    const page = readAnswer(nodeAnswerSchema, answer, refusals.platform);
    if (page.id !== credentials.pageId) throw new SendError("auth", "This access token belongs to another Page.", { retryable: false });
    return { accountId: page.id, name: page.name ?? page.id };
  },
};

export const connect: Connect<MessengerCredentials> = {
  methods: [byFacebook, byToken],
  subscribe: (config, transport) => subscribeApp(subscriptionOf(config, transport)),
  async unsubscribe(config, transport) {
    const { path, call } = subscriptionOf(config, transport);
    await call({ method: "DELETE", path });
  },
};

function toCandidate(page: GrantedPage, grantedBy: string): ConnectCandidate {
  const problem = problemOfPage(page);
  return {
    accountId: page.id,
    name: page.name,
    credentials: { pageId: page.id, pageAccessToken: page.access_token ?? "", grantedBy } satisfies MessengerCredentials,
    grantedBy,
    ...(problem ? { problem } : {}),
  };
}
