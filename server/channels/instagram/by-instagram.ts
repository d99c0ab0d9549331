import type { ConnectCandidate, ConsentInput, OAuthMethod, Transport } from "@/server/channels/contract";
import { callGraph, callWithToken, readAnswer } from "@/server/channels/shared/meta-graph";
import { grantAnswerSchema, type InstagramCredentials, meSchema } from "./payload";
import { refusals } from "./refusals";
import { longToken } from "./tokens";

/** Instagram Platform, "Business Login for Instagram", as of 2026-09. */
const SCOPES = ["instagram_business_basic", "instagram_business_manage_messages", "instagram_business_manage_comments"];
const NEEDED = "instagram_business_manage_messages";

const API = "https://graph.instagram.com";

/** Consent, codes and calls have a host each; a simulator or proxy serves all three. */
function hostOf(apiUrl: string, host: "www" | "api"): string {
  return apiUrl === API ? `https://${host}.instagram.com` : apiUrl;
}

/** Signed in at Instagram itself: no Facebook Page is needed. One account a consent. */
export const byInstagram: OAuthMethod = {
  name: "instagram",
  how: "oauth",
  title: { en: "Sign in with Instagram", "zh-CN": "通过 Instagram 登录" },
  steps: [
    { en: "The account must be a professional one (business or creator).", "zh-CN": "账号必须是专业账号（商家或创作者）。" },
    { en: "Sign in at Instagram and leave every permission switched on.", "zh-CN": "登录 Instagram，并保留全部权限。" },
  ],
  authorizeUrl({ app, apiUrl, redirectUri, state }) {
    const query = new URLSearchParams({ client_id: app.appId, redirect_uri: redirectUri, response_type: "code", state, scope: SCOPES.join(",") });
    return `${hostOf(apiUrl, "www")}/oauth/authorize?${query}`;
  },

  /** Code, token for an hour, token for sixty days, and whose it is. */
  async exchange(input, transport) {
    const grant = await redeem(input, transport);
    const query = { grant_type: "ig_exchange_token", client_secret: input.app.appSecret, access_token: grant.access_token };
    const token = await longToken({ apiUrl: input.apiUrl, path: "access_token", query, now: new Date() }, transport);
    const candidate = await whose({ apiUrl: input.apiUrl, token }, transport);
    const isLacking = grant.permissions !== undefined && !grant.permissions.includes(NEEDED);
    return [isLacking ? { ...candidate, problem: "The permission to read and answer messages was switched off. Sign in again and leave it on." } : candidate];
  },
};

async function redeem({ app, apiUrl, redirectUri, code }: ConsentInput & { code: string }, transport: Transport) {
  const form = new URLSearchParams({
    client_id: app.appId,
    client_secret: app.appSecret,
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    // Instagram hangs a fragment mark on the code, which is none of it.
    code: code.replace(/#_$/, ""),
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const call = { method: "POST", url: `${hostOf(apiUrl, "api")}/oauth/access_token`, headers, body: form.toString() } as const;
  return readAnswer(grantAnswerSchema, await callGraph(call, transport, refusals), refusals.platform);
}

type LongToken = Awaited<ReturnType<typeof longToken>>;

async function whose({ apiUrl, token }: { apiUrl: string; token: LongToken }, transport: Transport): Promise<ConnectCandidate> {
  const call = { method: "GET", path: "me", query: { fields: "user_id,username,name,profile_picture_url" } } as const;
  const answer = await callWithToken({ apiUrl, token: token.accessToken }, call, { transport, refusals });
  const { user_id: accountId, id: grantedBy, username, name } = readAnswer(meSchema, answer, refusals.platform);
  const shown = [name, username && `@${username}`].filter(Boolean).join(" · ");
  return {
    accountId,
    name: shown || accountId,
    credentials: { accountId, ...token, grantedBy } satisfies InstagramCredentials,
    ...(grantedBy ? { grantedBy } : {}),
  };
}
