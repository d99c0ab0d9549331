import { type ChannelConfig, type Health, SendError, type Transport } from "@/server/channels/contract";
import { connect } from "./connect";
import { askLine, callLine, readAnswer } from "./line-api";
import { botInfoSchema, consumptionSchema, endpointSchema, type LineCredentials, quotaSchema } from "./payload";

type Config = ChannelConfig<LineCredentials>;
type State = Awaited<ReturnType<Health["check"]>>;

/** Whether LINE calls us, whether the account answers by program, and what is left of the month's messages. */
export const health: Health<LineCredentials> = {
  async check(config, transport) {
    try {
      return (await checkEndpoint(config, transport)) ?? (await checkMode(config, transport)) ?? (await checkQuota(config, transport));
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};

/** An account has one address. Another program that sets its own takes it over, and LINE tells nobody. */
async function checkEndpoint(config: Config, transport: Transport): Promise<State | null> {
  const response = await askLine(config, { method: "GET", path: "/v2/bot/channel/webhook/endpoint" }, transport);
  if (response.status === 404) {
    await connect.subscribe?.(config, transport);
    return null;
  }
  const { endpoint, active } = readAnswer(response, endpointSchema);
  if (endpoint !== config.webhookUrl)
    return { status: "action-needed", reason: "LINE sends this account's messages to another program now. Stop it there, then connect the account again." };
  if (active === false) return { status: "action-needed", reason: 'Switch "Use webhook" on in the LINE Developers Console, under Messaging API.' };
  return null;
}

async function checkMode(config: Config, transport: Transport): Promise<State | null> {
  const { chatMode } = await callLine(config, { method: "GET", path: "/v2/bot/info", answer: botInfoSchema }, transport);
  if (chatMode !== "chat") return null;
  return {
    status: "degraded",
    reason: 'Chats are switched on in the LINE Official Account Manager: answers given there are not seen here. Switch "Chat" off under Response settings.',
  };
}

/** Near enough to the end that somebody should know. */
const LITTLE_LEFT = 0.1;

async function checkQuota(config: Config, transport: Transport): Promise<State> {
  const { type, value } = await callLine(config, { method: "GET", path: "/v2/bot/message/quota", answer: quotaSchema }, transport);
  if (type !== "limited" || value === undefined) return { status: "live", reason: null };
  const { totalUsage } = await callLine(config, { method: "GET", path: "/v2/bot/message/quota/consumption", answer: consumptionSchema }, transport);
  const left = Math.max(0, value - totalUsage);
  if (left > value * LITTLE_LEFT) return { status: "live", reason: null };
  if (left > 0) return { status: "live", reason: `${left} of this month's ${value} messages are left at LINE.` };
  return {
    status: "degraded",
    reason: `This month's ${value} messages are used up at LINE: only answers within a minute of the customer's message still leave.`,
  };
}
