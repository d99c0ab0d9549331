import type { ConnectCandidate, OAuthMethod } from "@/server/channels/contract";
import { exchangeFacebookCode, facebookLoginUrl, type GrantedPage, listGrantedPages, problemOfPage } from "@/server/channels/shared/meta-login";
import type { InstagramCredentials } from "./payload";
import { refusals } from "./refusals";

/** Facebook Login, permissions for an Instagram account that is linked to a Page; as of 2026-09. */
const SCOPES = [
  "instagram_basic",
  "instagram_manage_messages",
  "instagram_manage_comments",
  "pages_manage_metadata",
  "pages_show_list",
  "pages_messaging",
  "business_management",
];
const FIELDS = "id,name,access_token,tasks,instagram_business_account{id,username,name}";

/** Through the Page that the account is linked to, with the Facebook app that Messenger has: one consent for both. */
export const byFacebook: OAuthMethod = {
  name: "facebook",
  how: "oauth",
  platform: "messenger",
  title: { en: "Through a Facebook Page", "zh-CN": "通过 Facebook 公共主页" },
  steps: [
    { en: "Link the professional Instagram account to a Page that you manage.", "zh-CN": "将 Instagram 专业账号关联到您管理的公共主页。" },
    {
      en: 'In the Instagram app, switch on "Allow access to messages" under Messages and story replies.',
      "zh-CN": "在 Instagram 应用的“消息和快拍回复”中开启“允许访问消息”。",
    },
    {
      en: "Sign in at Facebook, tick the Page and the account, and leave every permission switched on.",
      "zh-CN": "登录 Facebook，勾选主页和账号，并保留全部权限。",
    },
  ],
  authorizeUrl: (input) => facebookLoginUrl(input, SCOPES),
  async exchange(input, transport) {
    const way = { transport, refusals };
    const { token, userId } = await exchangeFacebookCode(input, way);
    return (await listGrantedPages(input.apiUrl, { token, fields: FIELDS }, way)).map((page) => toCandidate(page, userId));
  },
};

function toCandidate(page: GrantedPage, grantedBy: string): ConnectCandidate {
  const { instagram_business_account: account, access_token: accessToken = "" } = page;
  const credentials = { accountId: account?.id ?? page.id, accessToken, pageId: page.id, grantedBy } satisfies InstagramCredentials;
  // Shown all the same: whoever misses their account here learns why.
  if (!account) return { accountId: page.id, name: page.name, credentials, grantedBy, problem: "No professional Instagram account is linked to this Page." };
  const problem = problemOfPage(page);
  const name = [account.name ?? page.name, account.username && `@${account.username}`].filter(Boolean).join(" · ");
  return { accountId: account.id, name, credentials, grantedBy, ...(problem ? { problem } : {}) };
}
