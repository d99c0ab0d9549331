import * as z from "zod";
import { type Connect, SendError, type TokenMethod, type Transport } from "@/server/channels/contract";
import { makeToken } from "./access-token";
import { callLine, readAnswer, request } from "./line-api";
import { botInfoSchema, endpointSchema, endpointTestSchema, type LineCredentials } from "./payload";

export const bySecret: TokenMethod<LineCredentials> = {
  name: "secret",
  how: "token",
  title: { en: "Channel ID and secret", "zh-CN": "Channel ID 与 secret" },
  steps: [
    {
      en: "Open developers.line.biz/console and choose your provider, then the Messaging API channel of your account.",
      "zh-CN": "打开 developers.line.biz/console，选择提供者，再选择账号的 Messaging API 频道。",
    },
    { en: "Under Basic settings, copy Channel ID and Channel secret.", "zh-CN": "在 Basic settings 中复制 Channel ID 和 Channel secret。" },
    {
      en: "Under Messaging API, switch on Use webhook and Webhook redelivery. We enter our address there ourselves.",
      "zh-CN": "在 Messaging API 中开启 Use webhook 和 Webhook redelivery。Webhook 地址由我们自动填写。",
    },
    {
      en: "In the LINE Official Account Manager, under Response settings, switch Chat and Auto-response off.",
      "zh-CN": "在 LINE Official Account Manager 的应答设置中关闭“聊天”和“自动应答”。",
    },
  ],
  fields: [
    { name: "channelId", type: "text", label: { en: "Channel ID", "zh-CN": "Channel ID" }, placeholder: "1657000000" },
    { name: "channelSecret", type: "secret", label: { en: "Channel secret", "zh-CN": "Channel secret" } },
    {
      name: "channelAccessToken",
      type: "secret",
      isOptional: true,
      label: { en: "Long-lived access token", "zh-CN": "长期访问令牌" },
      help: { en: "Not needed: without it we make tokens ourselves.", "zh-CN": "可不填，留空时由我们自动生成令牌。" },
    },
  ],
  /** The secret is proven by the token that it buys; a token that was typed in must be of the same account. */
  async identify({ credentials, apiUrl }, transport) {
    const { value } = await makeToken({ apiUrl, credentials }, transport);
    const bot = await whoIs({ apiUrl, token: value }, transport);
    const typedIn = credentials.channelAccessToken;
    if (typedIn && (await whoIs({ apiUrl, token: typedIn }, transport)).userId !== bot.userId)
      throw new SendError("auth", "This access token belongs to another LINE account than the channel ID.", { retryable: false });
    return { accountId: credentials.channelId, name: bot.basicId ? `${bot.displayName} (${bot.basicId})` : bot.displayName };
  },
};

async function whoIs({ apiUrl, token }: { apiUrl: string; token: string }, transport: Transport): Promise<z.output<typeof botInfoSchema>> {
  return readAnswer(await request(apiUrl, { method: "GET", path: "/v2/bot/info", token }, transport), botInfoSchema);
}

const ENDPOINT = "/v2/bot/channel/webhook/endpoint";

export const connect: Connect<LineCredentials> = {
  methods: [bySecret],

  /** Sets our address, then has LINE try it: only LINE knows whether it reaches us. */
  async subscribe(config, transport) {
    const { webhookUrl } = config;
    await callLine(config, { method: "PUT", path: ENDPOINT, body: { endpoint: webhookUrl }, answer: z.unknown() }, transport);
    const { active } = await callLine(config, { method: "GET", path: ENDPOINT, answer: endpointSchema }, transport);
    if (active === false) throw new SendError("auth", 'Switch "Use webhook" on in the LINE Developers Console, under Messaging API.', { retryable: false });
    const test = await callLine(config, { method: "POST", path: "/v2/bot/channel/webhook/test", body: {}, answer: endpointTestSchema }, transport);
    if (!test.success)
      throw new SendError("unreachable", `LINE cannot reach ${webhookUrl}: ${test.detail ?? test.reason ?? test.statusCode}`, { retryable: true });
  },

  // There is no call that takes an address away: disconnected, LINE goes on calling and is answered that all is well.
};
