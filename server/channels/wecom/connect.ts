import { type Connect, type ConnectCandidate, type OAuthMethod, SendError, type TokenMethod } from "@/server/channels/contract";
import { isUnmanaged, listAccounts, UNMANAGED } from "./accounts";
import { type KfAccount, preAuthSchema, type WecomCredentials } from "./payload";
import { callAsSuite, takeGrant } from "./suite";
import { ownToken } from "./tokens";
import { readAnswer } from "./wecom-api";

const NO_ACCOUNT = "This corporation has no customer service account yet, or gave the app none. Make one at work.weixin.qq.com, then connect again.";

/** An administrator of the corporation installs our suite and gives it customer service accounts. */
export const bySuite: OAuthMethod = {
  name: "oauth",
  how: "oauth",
  title: { en: "Install our app", "zh-CN": "安装应用授权" },
  steps: [
    { en: "An administrator of the corporation scans the code with WeCom.", "zh-CN": "由企业管理员使用企业微信扫描二维码。" },
    {
      en: "Grant the permissions for customer service, and give the app the accounts to answer for.",
      "zh-CN": "授予“微信客服”权限，并选择应用可管理的客服账号。",
    },
  ],

  async authorizeUrl({ app, appTokens, apiUrl, redirectUri, state }, transport) {
    const answer = await callAsSuite({ app, appTokens, apiUrl }, { path: "/cgi-bin/service/get_pre_auth_code" }, transport);
    const { pre_auth_code } = readAnswer(preAuthSchema, answer);
    const query = new URLSearchParams({ suite_id: app.appId, pre_auth_code, redirect_uri: redirectUri, state });
    // The page stands on another host than the API; a simulator or proxy serves both.
    const site = apiUrl === "https://qyapi.weixin.qq.com" ? "https://open.work.weixin.qq.com" : apiUrl;
    return `${site}/3rdapp/install?${query}`;
  },

  /** One account a channel; whoever wants several connects several times, or chooses again. */
  async exchange({ app, appTokens, apiUrl, code }, transport) {
    const granted = await takeGrant({ app, appTokens, apiUrl }, code, transport);
    const accounts = await listAccounts(apiUrl, granted.access_token, transport);
    if (accounts.length === 0) throw new SendError("content", NO_ACCOUNT, { retryable: false });
    const { corpid: corpId, corp_name: corpName } = granted.auth_corp_info;
    const credentials = { corpId, permanentCode: granted.permanent_code, suiteId: app.appId };
    return accounts.map((account) => toCandidate(account, { corpId, corpName, credentials }));
  },
};

function toCandidate(
  account: KfAccount,
  { corpId, corpName, credentials }: { corpId: string; corpName?: string | undefined; credentials: object },
): ConnectCandidate {
  const name = [account.name, corpName].filter(Boolean).join(" · ") || account.open_kfid;
  return {
    accountId: account.open_kfid,
    name,
    credentials: { ...credentials, openKfId: account.open_kfid },
    // Named in the notice by which WeCom says that the consent was taken back.
    grantedBy: corpId,
    ...(isUnmanaged(account) ? { problem: UNMANAGED } : {}),
  };
}

/** With the corporation's own app, as its console shows it. */
export const byConsole: TokenMethod<WecomCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Own developer settings", "zh-CN": "自有开发者配置" },
  steps: [
    {
      en: "At work.weixin.qq.com, copy the corporation's ID, and the secret of customer service or of an app that may call its API.",
      "zh-CN": "登录 work.weixin.qq.com，复制企业 ID，以及“微信客服”或“可调用接口的应用”的 Secret。",
    },
    {
      en: "Give that app the customer service account to manage, and add this server's address to its trusted IPs.",
      "zh-CN": "为该应用分配可管理的客服账号，并将本服务器 IP 加入“企业可信 IP”。",
    },
    {
      en: "In the app's callback settings enter {webhookUrl}, the Token and the EncodingAESKey from here, and save. One address serves all accounts of the corporation.",
      "zh-CN": "在回调配置中填写 {webhookUrl}，以及此处的 Token 和 EncodingAESKey，然后保存。同一企业的所有客服账号共用一个地址。",
    },
  ],
  fields: [
    { name: "corpId", type: "text", label: { en: "Corporation ID", "zh-CN": "企业 ID (CorpID)" }, placeholder: "ww1234567890abcdef" },
    { name: "secret", type: "secret", label: { en: "Secret", "zh-CN": "Secret" } },
    {
      name: "openKfId",
      type: "text",
      label: { en: "Customer service account", "zh-CN": "客服账号 ID (OpenKfId)" },
      placeholder: "wkAJ2GCAAA…",
      help: {
        en: "Leave it empty to choose by name, where the corporation has several.",
        "zh-CN": "留空即可；企业有多个客服账号时，可按名称选择。",
      },
      isOptional: true,
    },
    { name: "token", type: "generated", label: { en: "Token", "zh-CN": "Token" }, isOptional: true },
    { name: "encodingAesKey", type: "generated", label: { en: "EncodingAESKey", "zh-CN": "EncodingAESKey" }, isOptional: true },
  ],

  /** Whoever can make a token with it has the secret. Which of the corporation's accounts it is, is said, chosen by name, or clear. */
  async identify({ credentials, apiUrl }, transport) {
    if (!credentials.secret) throw refusal("The secret is needed.");
    const { value: token } = await ownToken({ apiUrl, credentials }, transport);
    const accounts = (await listAccounts(apiUrl, token, transport)).filter((account) => !isUnmanaged(account));
    const { openKfId } = credentials;
    const meant = openKfId ? accounts.filter(({ open_kfid }) => open_kfid === openKfId) : accounts;
    if (meant.length === 0) throw refusal(openKfId ? `The app may manage no customer service account of this ID.${known(accounts)}` : NO_ACCOUNT);
    return meant.map(({ open_kfid, name }) => ({ accountId: open_kfid, name: name || open_kfid, credentials: { ...credentials, openKfId: open_kfid } }));
  },
};

const MOST_SHOWN = 10;

function known(accounts: KfAccount[]): string {
  const shown = accounts.slice(0, MOST_SHOWN).map(({ name, open_kfid }) => `${name ? `${name}: ` : ""}${open_kfid}`);
  return shown.length > 0 ? ` It has ${shown.join(", ")}${accounts.length > MOST_SHOWN ? " and others" : ""}.` : "";
}

function refusal(message: string): SendError {
  return new SendError("auth", message, { retryable: false });
}

export const connect: Connect<WecomCredentials> = { methods: [bySuite, byConsole] };
