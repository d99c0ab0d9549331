import { type Connect, type ConnectField, SendError, type TokenMethod } from "@/server/channels/contract";
import { type SmsCredentials, withoutKey } from "./payload";
import { findSender, listNumbers, setAddress } from "./senders";
import { inboundAddress } from "./webhook-address";

type Identify = NonNullable<TokenMethod<SmsCredentials>["identify"]>;

/** Who signs (the token) and who calls (the key) are proven each, then that the sender is this account's and takes texts. */
const identify: Identify = async ({ credentials, apiUrl }, transport) => {
  const byAccount = { apiUrl, credentials: withoutKey(credentials) };
  const sender = await findSender(byAccount, transport);
  if (credentials.apiKeySid) await findSender({ apiUrl, credentials }, transport);
  if (!sender) throw new SendError("auth", await whoIsThere(byAccount, transport), { retryable: false });
  if (!sender.takesTexts) throw new SendError("auth", `${credentials.from} cannot send texts: it is a number for calls. Choose another.`, { retryable: false });
  return { accountId: credentials.from, name: sender.name };
};

/** The numbers that could have been meant, so that nobody has to look for them in the console. */
async function whoIsThere(access: Parameters<Identify>[0], transport: Parameters<Identify>[1]): Promise<string> {
  const numbers = (await listNumbers(access, null, transport)).map(({ number }) => number);
  const known = numbers.length > 0 ? `It has: ${numbers.slice(0, 10).join(", ")}.` : "It has no numbers.";
  return `${access.credentials.from} is no sender of this Twilio account. ${known}`;
}

const account: ConnectField[] = [
  {
    name: "accountSid",
    type: "text",
    label: { en: "Account SID", "zh-CN": "Account SID" },
    placeholder: "AC…",
    help: { en: "On the first page of the Twilio console.", "zh-CN": "在 Twilio 控制台首页。" },
  },
  {
    name: "authToken",
    type: "secret",
    label: { en: "Auth token", "zh-CN": "Auth token" },
    help: { en: "Beside the SID. Twilio signs what it sends us with it.", "zh-CN": "在 SID 旁边。Twilio 用它为发给我们的请求签名。" },
  },
];

const sender: ConnectField = {
  name: "from",
  type: "text",
  label: { en: "Number or Messaging Service", "zh-CN": "号码或 Messaging Service" },
  placeholder: "+15550783881",
  help: { en: "A number with its country, or the SID of a service with a pool of numbers (MG…).", "zh-CN": "带国家区号的号码，或号码池服务的 SID（MG…）。" },
};

const open = {
  en: "Open console.twilio.com and copy Account SID and Auth token from the first page.",
  "zh-CN": "打开 console.twilio.com，在首页复制 Account SID 和 Auth token。",
};
const choose = {
  en: "Copy the number from Phone Numbers > Manage > Active numbers, or the service's SID from Messaging > Services. We enter our address there ourselves.",
  "zh-CN": "在 Phone Numbers > Manage > Active numbers 复制号码，或在 Messaging > Services 复制服务的 SID。接收地址由我们自动填写。",
};
export const byToken: TokenMethod<SmsCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Account SID and auth token", "zh-CN": "Account SID 与 auth token" },
  steps: [open, choose],
  fields: [...account, sender],
  identify,
};

export const byKey: TokenMethod<SmsCredentials> = {
  name: "key",
  how: "token",
  title: { en: "API key", "zh-CN": "API 密钥" },
  steps: [
    open,
    {
      en: "Under Account > API keys & tokens, create a standard key and copy its SID and secret.",
      "zh-CN": "在 Account > API keys & tokens 创建标准密钥，复制 SID 和 secret。",
    },
    choose,
  ],
  fields: [
    ...account,
    { name: "apiKeySid", type: "text", label: { en: "API key SID", "zh-CN": "API key SID" }, placeholder: "SK…" },
    { name: "apiKeySecret", type: "secret", label: { en: "API key secret", "zh-CN": "API key secret" } },
    {
      name: "secondaryAuthToken",
      type: "secret",
      isOptional: true,
      label: { en: "Secondary auth token", "zh-CN": "备用 auth token" },
      help: { en: "Only while you are changing the token: either may sign then.", "zh-CN": "仅在更换令牌期间需要，此时两者都可用于签名。" },
    },
  ],
  identify,
};

export const connect: Connect<SmsCredentials> = {
  methods: [byToken, byKey],

  async subscribe(config, transport) {
    const found = await findSender(config, transport);
    if (!found) throw new SendError("auth", `${config.credentials.from} is no sender of this Twilio account any more.`, { retryable: false });
    await setAddress(config, { sender: found, address: inboundAddress(config.webhookUrl) }, transport);
  },

  /** Another program's address is left alone. */
  async unsubscribe(config, transport) {
    const found = await findSender(config, transport);
    if (found?.address.startsWith(config.webhookUrl)) await setAddress(config, { sender: found, address: "" }, transport);
  },
};
