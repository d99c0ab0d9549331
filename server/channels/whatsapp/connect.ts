import { createHmac } from "node:crypto";
import {
  type ChannelConfig,
  type Connect,
  type ConnectCandidate,
  type ConnectField,
  type OAuthMethod,
  SendError,
  type TokenMethod,
  type Transport,
} from "@/server/channels/contract";
import { callAsNumber, callGraph, callWith, graphUrl, readAnswer } from "./graph";
import { GRAPH_VERSION, grantSchema, PHONE_FIELDS, phoneSchema, phonesSchema, tokenAnswerSchema, type WirePhone } from "./graph-payload";
import { type TypedCredentials, typedSchema, type WhatsappCredentials } from "./payload";
import { asksForPin } from "./send-errors";

/** As Meta's login configuration for WhatsApp asks for them, in the order of the sign-up; as of 2026-03. */
const SCOPES = ["whatsapp_business_management", "whatsapp_business_messaging"];
const MAX_PAGINGS = 20;
const MAX_ACCOUNTS = 50;

/**
 * Embedded sign-up, as a redirect: the person chooses or makes their account and number at Meta. The code lives 30 seconds, so it is
 * exchanged in the very request that brings it.
 */
export const bySignUp: OAuthMethod = {
  name: "oauth",
  how: "oauth",
  title: { en: "Sign up with Meta", "zh-CN": "通过 Meta 注册" },
  steps: [
    {
      en: "At Meta, choose the business, the WhatsApp account and the number. A number of the WhatsApp Business app may stay in the app.",
      "zh-CN": "在 Meta 选择企业、WhatsApp 账号和号码。WhatsApp Business 应用中的号码可以继续留在应用里使用。",
    },
    { en: "Add a payment method in WhatsApp Manager if you want to send templates.", "zh-CN": "如需发送模板消息，请在 WhatsApp 管理工具中添加付款方式。" },
  ],
  authorizeUrl({ app, apiUrl, redirectUri, state }) {
    // The dialog stands on the site, the API on a host of its own; a simulator or proxy serves both.
    const site = apiUrl === "https://graph.facebook.com" ? "https://www.facebook.com" : apiUrl;
    const config: Record<string, string> = app.settings?.configId
      ? { config_id: app.settings.configId, override_default_response_type: "true" }
      : { scope: SCOPES.join(",") };
    const extras = JSON.stringify({ setup: {}, sessionInfoVersion: "3" });
    const query = new URLSearchParams({ client_id: app.appId, redirect_uri: redirectUri, state, response_type: "code", extras, ...config });
    return `${site}/${GRAPH_VERSION}/dialog/oauth?${query}`;
  },

  /** Code, token, the accounts that were granted with it, and their numbers. */
  async exchange({ app, apiUrl, code, redirectUri }, transport) {
    const query = { client_id: app.appId, client_secret: app.appSecret, redirect_uri: redirectUri, code };
    const { access_token: token, expires_in: seconds } = readAnswer(
      tokenAnswerSchema,
      await callGraph({ method: "GET", url: graphUrl(apiUrl, "oauth/access_token", query) }, transport),
    );
    const { data: grant } = readAnswer(
      grantSchema,
      await callWith({ token: `${app.appId}|${app.appSecret}`, apiUrl }, { method: "GET", path: "debug_token", query: { input_token: token } }, transport),
    );
    const accounts = grant.granular_scopes?.find(({ scope }) => scope === "whatsapp_business_management")?.target_ids ?? [];
    const expiresAt = seconds ? new Date(Date.now() + seconds * 1000).toISOString() : undefined;
    const candidates: ConnectCandidate[] = [];
    for (const wabaId of accounts.slice(0, MAX_ACCOUNTS)) {
      const numbers = await listNumbers({ wabaId, token, apiUrl }, transport);
      candidates.push(...numbers.map((phone) => toCandidate(phone, { wabaId, accessToken: token, expiresAt }, grant.user_id)));
    }
    return candidates;
  },
};

const pin: ConnectField = {
  name: "pin",
  type: "secret",
  isOptional: true,
  label: { en: "Two-step PIN of the number", "zh-CN": "号码的两步验证 PIN" },
  help: { en: "Six digits. Only when the number already has one.", "zh-CN": "六位数字。仅当号码已设置 PIN 时填写。" },
};

/** For who has a system user of their own. */
export const byToken: TokenMethod<TypedCredentials> = {
  name: "token",
  how: "token",
  title: { en: "System user token", "zh-CN": "系统用户令牌" },
  steps: [
    {
      en: "In Meta's business settings, make a system user, give it your app and the WhatsApp account, and generate a token with both WhatsApp permissions.",
      "zh-CN": "在 Meta 商务管理平台创建系统用户，授予应用和 WhatsApp 账号权限，并生成包含两个 WhatsApp 权限的令牌。",
    },
    {
      en: "Copy the WhatsApp Business account ID from the app's page “API setup”.",
      "zh-CN": "从应用的“API 设置”页面复制 WhatsApp 商业账号编号。",
    },
  ],
  fields: [
    { name: "wabaId", type: "text", label: { en: "WhatsApp Business account ID", "zh-CN": "WhatsApp 商业账号编号" }, placeholder: "102290129340398" },
    { name: "accessToken", type: "secret", label: { en: "Access token", "zh-CN": "访问令牌" } },
    {
      name: "phoneNumberId",
      type: "text",
      isOptional: true,
      label: { en: "Phone number ID", "zh-CN": "电话号码编号" },
      placeholder: "106540352242922",
      help: { en: "Leave it empty to choose among the account's numbers.", "zh-CN": "留空可从该账号的号码中选择。" },
    },
    pin,
  ],

  typed: typedSchema,

  /** The account behind the token must hold the number that was named; with none named, all of its numbers are offered. */
  async identify({ credentials, apiUrl }, transport) {
    const { phoneNumberId, wabaId, accessToken } = credentials;
    const numbers = await listNumbers({ wabaId, token: accessToken, apiUrl }, transport);
    if (numbers.length === 0) throw new SendError("auth", "This WhatsApp account has no number yet. Add one in WhatsApp Manager.", { retryable: false });
    if (!phoneNumberId) return numbers.map((number) => toCandidate(number, credentials));
    const phone = numbers.find(({ id }) => id === phoneNumberId);
    if (!phone) throw new SendError("auth", "This WhatsApp account has no number with this ID.", { retryable: false });
    return { accountId: phone.id, name: nameOf(phone) };
  },
};

export const connect: Connect<WhatsappCredentials> = {
  methods: [bySignUp, byToken],

  /** The account's events come to us, and the number speaks the API. Repeated harmlessly: a registered number is left alone. */
  async subscribe(config, transport) {
    const { wabaId } = config.credentials;
    await callAsNumber(config, { method: "POST", path: `${wabaId}/subscribed_apps`, body: {} }, transport);
    const phone = await readNumber(config, transport);
    if (isRegistered(phone)) return;
    const body = { messaging_product: "whatsapp", pin: config.credentials.pin ?? pinOf(config) };
    await callAsNumber(config, { method: "POST", path: `${config.accountId}/register`, body }, transport);
  },

  asks: (reason) => (asksForPin(reason) ? [pin] : []),

  /** The subscription belongs to the account: as long as it has other numbers, they may be connected, here or in another workspace. */
  async unsubscribe(config, transport) {
    const { wabaId, accessToken } = config.credentials;
    const numbers = await listNumbers({ wabaId, token: accessToken, apiUrl: config.apiUrl }, transport);
    if (numbers.some(({ id }) => id !== config.accountId)) return;
    await callAsNumber(config, { method: "DELETE", path: `${wabaId}/subscribed_apps` }, transport);
  },
};

/** Takes part in the API; of a number that is in the phone app too, the app sees to it. */
export function isRegistered({ platform_type, is_on_biz_app }: WirePhone): boolean {
  return platform_type === "CLOUD_API" || is_on_biz_app === true;
}

/** The number as WhatsApp sees it. Throws SendError. */
export async function readNumber(
  config: Pick<ChannelConfig<WhatsappCredentials>, "accountId" | "credentials" | "apiUrl">,
  transport: Transport,
): Promise<WirePhone> {
  return readAnswer(phoneSchema, await callAsNumber(config, { method: "GET", path: config.accountId, query: { fields: PHONE_FIELDS } }, transport));
}

async function listNumbers({ wabaId, token, apiUrl }: { wabaId: string; token: string; apiUrl: string }, transport: Transport): Promise<WirePhone[]> {
  const numbers: WirePhone[] = [];
  let after: string | undefined;
  for (let paging = 0; paging < MAX_PAGINGS; paging++) {
    const query = { fields: PHONE_FIELDS, limit: "100", ...(after ? { after } : {}) };
    const answer = readAnswer(phonesSchema, await callWith({ token, apiUrl }, { method: "GET", path: `${wabaId}/phone_numbers`, query }, transport));
    numbers.push(...answer.data);
    // Our own address with their cursor: the `next` link they send names a host that a stranger could choose.
    after = answer.paging?.next ? answer.paging.cursors?.after : undefined;
    if (!after) break;
  }
  return numbers;
}

function toCandidate(phone: WirePhone, granted: TypedCredentials, grantedBy?: string): ConnectCandidate {
  const isVerified = phone.code_verification_status === undefined || phone.code_verification_status === "VERIFIED" || phone.is_on_biz_app;
  return {
    accountId: phone.id,
    name: nameOf(phone),
    credentials: { ...granted, phoneNumberId: phone.id } satisfies WhatsappCredentials,
    ...(grantedBy ? { grantedBy } : {}),
    ...(isVerified ? {} : { problem: "This number has not been verified by code yet. Do that in WhatsApp Manager, then connect again." }),
  };
}

function nameOf({ verified_name, display_phone_number, id }: WirePhone): string {
  return [verified_name, display_phone_number].filter(Boolean).join(" · ") || id;
}

/** Six digits of our app's for this number: the same whenever it is connected anew, since the number asks for those it was registered with. */
function pinOf({ app, accountId }: Pick<ChannelConfig, "app" | "accountId">): string {
  const digest = createHmac("sha256", app?.appSecret ?? "")
    .update(`two-step:${accountId}`)
    .digest();
  return String(digest.readUInt32BE() % 1_000_000).padStart(6, "0");
}
