import { type Health, SendError } from "@/server/channels/contract";
import { callBot } from "./bot-api";
import { connect } from "./connect";
import { type TelegramCredentials, webhookInfoSchema } from "./payload";

/** A queue this long is not the last second's. */
const MANY_PENDING = 20;

/**
 * Whether Telegram still calls us. A bot has one webhook: another program that sets its own takes the bot over, and
 * Telegram tells nobody. An address that Telegram removed (after a day of 410) is set again.
 */
export const health: Health<TelegramCredentials> = {
  async check(config, transport) {
    const { apiUrl, credentials, webhookUrl } = config;
    try {
      const info = await callBot({ apiUrl, botToken: credentials.botToken, method: "getWebhookInfo", params: {} }, webhookInfoSchema, transport);
      if (info.url === "") await connect.subscribe?.(config, transport);
      else if (info.url !== webhookUrl)
        return { status: "action-needed", reason: "Another program uses this bot now. Stop it there, then connect the bot again." };
      const pending = info.pending_update_count ?? 0;
      if (pending >= MANY_PENDING && info.last_error_message) {
        return { status: "degraded", reason: `${pending} messages wait at Telegram: ${info.last_error_message.slice(0, 200)}` };
      }
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
