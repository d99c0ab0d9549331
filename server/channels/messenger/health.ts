import { type Health, SendError } from "@/server/channels/contract";
import { connect } from "./connect";
import { callAsPage, readAnswer } from "./graph";
import { type MessengerCredentials, subscribedAppsSchema } from "./payload";

/**
 * Whether Facebook still calls us for this Page. After about an hour of failed calls Facebook ends the subscription and
 * tells nobody; it is made again here.
 */
export const health: Health<MessengerCredentials> = {
  async check(config, transport) {
    try {
      const answer = await callAsPage(config, { method: "GET", path: `${config.accountId}/subscribed_apps` }, transport);
      const isSubscribed = readAnswer(subscribedAppsSchema, answer).data.some((app) => app.id === config.app?.appId);
      if (!isSubscribed) await connect.subscribe?.(config, transport);
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
