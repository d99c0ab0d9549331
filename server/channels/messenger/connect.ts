import {
  type ChannelConfig,
  type Connect,
  type ConnectCandidate,
  type OAuthMethod,
  SendError,
  type TokenMethod,
  type Transport,
} from "@/server/channels/contract";
import { callAsPage, callGraph, graphUrl, readAnswer } from "./graph";
import { GRAPH_VERSION, type MessengerCredentials, nodeAnswerSchema, pagesAnswerSchema, tokenAnswerSchema } from "./payload";

/** Facebook Login, permissions for Messenger; as of 2026-09. */
const SCOPES = ["pages_show_list", "pages_messaging", "pages_manage_metadata", "pages_read_engagement", "business_management"];

const SUBSCRIBED_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_deliveries",
  "message_reads",
  "message_echoes",
  "message_edits",
  "message_reactions",
  "messaging_optins",
  "messaging_referrals",
  "messaging_handovers",
  "standby",
];

/** Roles of the person at the Page: without MODERATE the Page cannot be subscribed, without MESSAGING nothing can be sent. */
const NEEDED_TASKS = ["MESSAGING", "MODERATE"];

/** Nobody manages more Pages than this; a paging loop that never ends stops here. */
const MAX_PAGINGS = 40;

type ExchangeInput = Parameters<OAuthMethod["exchange"]>[0];

/** Facebook Login: the person chooses among the Pages they manage. */
export const byFacebook: OAuthMethod = {
  name: "oauth",
  how: "oauth",
  title: { en: "Sign in with Facebook", "zh-CN": "通过 Facebook 登录" },
  steps: [],
  authorizeUrl({ app, apiUrl, redirectUri, state }) {
    // The dialog stands on the site, the API on a host of its own; a simulator or proxy serves both.
    const site = apiUrl === "https://graph.facebook.com" ? "https://www.facebook.com" : apiUrl;
    const query = new URLSearchParams({ client_id: app.appId, redirect_uri: redirectUri, state, response_type: "code", scope: SCOPES.join(",") });
    return `${site}/${GRAPH_VERSION}/dialog/oauth?${query}`;
  },

  /** Code, short token, long token, Pages. Only Page tokens from a long user token do not expire within hours. */
  async exchange(input, transport) {
    const { apiUrl, app, code, redirectUri } = input;
    const secrets = { client_id: app.appId, client_secret: app.appSecret };
    const short = await getToken(apiUrl, { ...secrets, redirect_uri: redirectUri, code }, transport);
    const long = await getToken(apiUrl, { ...secrets, grant_type: "fb_exchange_token", fb_exchange_token: short }, transport);
    const me = readAnswer(nodeAnswerSchema, await getAs(long, graphUrl(apiUrl, "me", { fields: "id" }), transport));
    return listPages(input, { token: long, userId: me.id }, transport);
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

  /** For credentials typed in: the Page behind the token must be the Page that was named. */
  async identify({ credentials, apiUrl }, transport) {
    const page = readAnswer(nodeAnswerSchema, await getAs(credentials.pageAccessToken, graphUrl(apiUrl, "me", { fields: "id,name" }), transport));
    if (page.id !== credentials.pageId) throw new SendError("auth", "This access token belongs to another Page.", { retryable: false });
    return { accountId: page.id, name: page.name ?? page.id };
  },
};

export const connect: Connect<MessengerCredentials> = {
  methods: [byFacebook, byToken],

  async subscribe(config, transport) {
    await callSubscribedApps(config, "POST", transport);
  },

  async unsubscribe(config, transport) {
    await callSubscribedApps(config, "DELETE", transport);
  },
};

function callSubscribedApps(config: ChannelConfig<MessengerCredentials>, method: "POST" | "DELETE", transport: Transport): Promise<unknown> {
  const query = method === "POST" ? { subscribed_fields: SUBSCRIBED_FIELDS.join(",") } : undefined;
  return callAsPage(config, { method, path: `${config.accountId}/subscribed_apps`, query }, transport);
}

function getAs(token: string, url: string, transport: Transport): Promise<unknown> {
  return callGraph({ method: "GET", url, headers: { authorization: `Bearer ${token}` } }, transport);
}

async function getToken(apiUrl: string, query: Record<string, string>, transport: Transport): Promise<string> {
  const answer = await callGraph({ method: "GET", url: graphUrl(apiUrl, "oauth/access_token", query) }, transport);
  return readAnswer(tokenAnswerSchema, answer).access_token;
}

async function listPages({ apiUrl }: ExchangeInput, user: { token: string; userId: string }, transport: Transport): Promise<ConnectCandidate[]> {
  const candidates: ConnectCandidate[] = [];
  let after: string | undefined;
  for (let paging = 0; paging < MAX_PAGINGS; paging++) {
    const query = { fields: "id,name,access_token,tasks", limit: "100", ...(after ? { after } : {}) };
    const answer = readAnswer(pagesAnswerSchema, await getAs(user.token, graphUrl(apiUrl, "me/accounts", query), transport));
    candidates.push(...answer.data.map((page) => toCandidate(page, user.userId)));
    // Our own address with their cursor: the `next` link they send names a host that a stranger could choose.
    after = answer.paging?.next ? answer.paging.cursors?.after : undefined;
    if (!after) break;
  }
  return candidates;
}

function toCandidate(page: { id: string; name: string; access_token?: string; tasks?: string[] }, grantedBy: string): ConnectCandidate {
  const missing = NEEDED_TASKS.filter((task) => !page.tasks?.includes(task));
  const isLacking = missing.length > 0 || !page.access_token;
  return {
    accountId: page.id,
    name: page.name,
    credentials: { pageId: page.id, pageAccessToken: page.access_token ?? "", grantedBy } satisfies MessengerCredentials,
    grantedBy,
    ...(isLacking
      ? { problem: `You need the tasks "Messages" and "Community activity" on this Page; ask its owner (missing: ${missing.join(", ") || "access"}).` }
      : {}),
  };
}
