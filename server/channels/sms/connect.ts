import { type Connect, type ConnectCandidate, type ConnectField, SendError, type TokenMethod, type Transport } from "@/server/channels/contract";
import { type SmsCredentials, type TypedCredentials, typedSchema, withoutKey } from "./payload";
import { findSender, listNumbers, listSenders, setAddress } from "./senders";
import { inboundAddress } from "./webhook-address";

/** Who signs (the token) and who calls (the key) are proven each, then that the sender is this account's and takes texts. */
const identify: NonNullable<TokenMethod<TypedCredentials>["identify"]> = async ({ credentials, apiUrl }, transport) => {
  const { from } = credentials;
  if (!from) return offerSenders({ credentials, apiUrl }, transport);
  const whole = { ...credentials, from };
  const byAccount = { apiUrl, credentials: withoutKey(whole) };
  const sender = await findSender(byAccount, transport);
  if (credentials.apiKeySid) await findSender({ apiUrl, credentials: whole }, transport);
  if (!sender) throw refusal(await whoIsThere(byAccount, transport));
  if (!sender.takesTexts) throw refusal(`${from} cannot send texts: ${FOR_CALLS} Choose another.`);
  return { accountId: from, name: sender.name };
};

const FOR_CALLS = "it is a number for calls.";

const refusal = (message: string) => new SendError("auth", message, { retryable: false });

/** With no sender named: all of the account's, to choose from. */
async function offerSenders({ credentials, apiUrl }: { credentials: TypedCredentials; apiUrl: string }, transport: Transport): Promise<ConnectCandidate[]> {
  const senders = await listSenders({ apiUrl, credentials: withoutKey(credentials) }, transport);
  if (credentials.apiKeySid) await listNumbers({ apiUrl, credentials }, null, transport);
  if (senders.length === 0) throw refusal("This Twilio account has no numbers yet. Buy one in the Twilio console, then connect it.");
  return senders.map(({ number, sender }) => ({
    accountId: number,
    name: sender.name,
    credentials: { ...credentials, from: number } satisfies SmsCredentials,
    ...(sender.takesTexts ? {} : { problem: `It cannot send texts: ${FOR_CALLS}` }),
  }));
}

/** The numbers that could have been meant, so that nobody has to look for them in the console. */
async function whoIsThere(access: Parameters<typeof findSender>[0], transport: Transport): Promise<string> {
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
  help: {
    en: "A number with its country, or the SID of a service with a pool of numbers (MG…). Leave it empty to choose from a list.",
    "zh-CN": "带国家区号的号码，或号码池服务的 SID（MG…）。留空可从列表中选择。",
  },
  isOptional: true,
};

const open = {
  en: "Open console.twilio.com and copy Account SID and Auth token from the first page.",
  "zh-CN": "打开 console.twilio.com，在首页复制 Account SID 和 Auth token。",
};
const choose = {
  en: "Choose a number or a Messaging Service on the next page. We enter our address at Twilio ourselves.",
  "zh-CN": "在下一页选择号码或 Messaging Service。接收地址由我们自动填写到 Twilio。",
};
export const byToken: TokenMethod<TypedCredentials> = {
  name: "token",
  how: "token",
  title: { en: "Account SID and auth token", "zh-CN": "Account SID 与 auth token" },
  steps: [open, choose],
  fields: [...account, sender],
  typed: typedSchema,
  identify,
};

export const byKey: TokenMethod<TypedCredentials> = {
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
  typed: typedSchema,
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
