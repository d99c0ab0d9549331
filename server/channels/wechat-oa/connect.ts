import { type Connect, type ConnectCandidate, type OAuthMethod, SendError, type TokenMethod } from "@/server/channels/contract";
import { authorizationSchema, authorizerInfoSchema, preAuthSchema, type WechatCredentials } from "./payload";
import { callAsPlatform, stableToken } from "./tokens";
import { readAnswer } from "./wechat-api";

/** Permission sets that an inbox lives on: 1 messages, 6 customer service. */
const NEEDED_SCOPES = [1, 6];
/** Official accounts alone; mini programs are another kind. */
const AUTH_TYPE = "1";

/** An administrator of the account scans a code and grants it to our platform. */
export const byAuthorisation: OAuthMethod = {
  name: "oauth",
  how: "oauth",
  title: { en: "Authorise by QR code", "zh-CN": "扫码授权" },
  steps: [
    { en: "An administrator of the account scans the code with WeChat.", "zh-CN": "由公众号管理员使用微信扫描二维码。" },
    { en: "Leave the permissions for messages and customer service switched on.", "zh-CN": "请保留消息管理与客服权限。" },
  ],

  /** The state travels inside our own address: WeChat gives back nothing else. */
  async authorizeUrl({ app, appTokens, apiUrl, redirectUri, state }, transport) {
    const answer = await callAsPlatform({ app, appTokens, apiUrl }, { path: "/cgi-bin/component/api_create_preauthcode", body: {} }, transport);
    const { pre_auth_code } = readAnswer(preAuthSchema, answer);
    const back = new URL(redirectUri);
    back.searchParams.set("state", state);
    const query = new URLSearchParams({ component_appid: app.appId, pre_auth_code, redirect_uri: back.toString(), auth_type: AUTH_TYPE });
    // The page stands on another host than the API; a simulator or proxy serves both.
    const site = apiUrl === "https://api.weixin.qq.com" ? "https://mp.weixin.qq.com" : apiUrl;
    return `${site}/cgi-bin/componentloginpage?${query}`;
  },

  async exchange({ app, appTokens, apiUrl, code }, transport) {
    const access = { app, appTokens, apiUrl };
    const granted = await callAsPlatform(access, { path: "/cgi-bin/component/api_query_auth", body: { authorization_code: code } }, transport);
    const { authorizer_appid: appId, authorizer_refresh_token: refreshToken, func_info } = readAnswer(authorizationSchema, granted).authorization_info;
    const asked = await callAsPlatform(access, { path: "/cgi-bin/component/api_get_authorizer_info", body: { authorizer_appid: appId } }, transport);
    const name = readAnswer(authorizerInfoSchema, asked).authorizer_info.nick_name || appId;
    const scopes = func_info.map(({ funcscope_category }) => funcscope_category.id);
    return [toCandidate({ appId, refreshToken, name, scopes })];
  },
};

function toCandidate({ appId, refreshToken, name, scopes }: { appId: string; refreshToken: string; name: string; scopes: number[] }): ConnectCandidate {
  const isLacking = NEEDED_SCOPES.some((scope) => !scopes.includes(scope));
  return {
    accountId: appId,
    name,
    credentials: { appId, refreshToken },
    // Named in the notice by which WeChat says that it was taken back.
    grantedBy: appId,
    ...(isLacking ? { problem: "The permissions for messages and customer service were not granted. Authorise again and leave them switched on." } : {}),
  };
}

/** With the account's own app, as its console shows it. */
export const byConsole: TokenMethod<WechatCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Own developer settings", "zh-CN": "自有开发者配置" },
  steps: [
    {
      en: "At mp.weixin.qq.com, under Settings and development, copy the AppID and reset the AppSecret.",
      "zh-CN": "登录 mp.weixin.qq.com，在“设置与开发”中复制 AppID 并重置 AppSecret。",
    },
    { en: "Add this server's address to the IP allow-list there.", "zh-CN": "在该页面将本服务器的 IP 加入白名单。" },
    {
      en: "Under server configuration, enter the token, your key and this address, and enable it: {webhookUrl}",
      "zh-CN": "在“服务器配置”中填写令牌、密钥和以下地址，然后启用：{webhookUrl}",
    },
  ],
  fields: [
    { name: "appId", type: "text", label: { en: "AppID", "zh-CN": "AppID" }, placeholder: "wx1234567890abcdef" },
    { name: "appSecret", type: "secret", label: { en: "AppSecret", "zh-CN": "AppSecret" } },
    { name: "token", type: "generated", label: { en: "Token", "zh-CN": "令牌 (Token)" }, isOptional: true },
    {
      name: "encodingAesKey",
      type: "secret",
      label: { en: "EncodingAESKey", "zh-CN": "消息加解密密钥 (EncodingAESKey)" },
      help: {
        en: "For the modes safe and compatible. Leave it empty where the console says plain text.",
        "zh-CN": "安全模式或兼容模式下填写；明文模式请留空。",
      },
      isOptional: true,
    },
  ],

  /** Whoever can make a token with it has the secret. WeChat does not say what the account is called. */
  async identify({ credentials, apiUrl }, transport) {
    if (!credentials.appSecret) throw new SendError("auth", "The AppSecret is needed.", { retryable: false });
    await stableToken({ apiUrl, credentials }, transport).catch((error: unknown) => {
      if (!(error instanceof SendError) || error.code !== "40001") throw error;
      throw new SendError("auth", "WeChat does not accept the AppSecret. Reset it at mp.weixin.qq.com and enter the new one.", {
        retryable: false,
        code: "40001",
      });
    });
    return { accountId: credentials.appId, name: credentials.appId };
  },
};

export const connect: Connect<WechatCredentials> = { methods: [byAuthorisation, byConsole] };
