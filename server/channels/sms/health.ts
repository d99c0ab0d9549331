import { type Health, SendError } from "@/server/channels/contract";
import { connect } from "./connect";
import { accountSchema, type SmsCredentials, withoutKey } from "./payload";
import { findSender } from "./senders";
import { callTwilio } from "./twilio-api";

/** Whether the account may send, whether the number is still its own, and whether Twilio brings us what people write. */
export const health: Health<SmsCredentials> = {
  async check(config, transport) {
    try {
      const account = { ...config, credentials: withoutKey(config.credentials) };
      const { status } = await callTwilio(account, { method: "GET", path: ".json", answer: accountSchema }, transport);
      if (status !== "active") return { status: "action-needed", reason: `The Twilio account is ${status}. See the Twilio console.` };
      const sender = await findSender(config, transport);
      if (!sender) return { status: "action-needed", reason: `${config.credentials.from} does not belong to this Twilio account any more.` };
      if (sender.address === "") await connect.subscribe?.(config, transport);
      else if (!sender.address.startsWith(config.webhookUrl))
        return { status: "action-needed", reason: "Twilio brings this number's texts to another program now. Stop it there, then connect the number again." };
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
