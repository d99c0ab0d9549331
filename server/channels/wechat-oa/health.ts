import { type Health, SendError } from "@/server/channels/contract";
import { callAsAccount } from "./call-as-account";
import type { WechatCredentials } from "./payload";
import { harmless } from "./wechat-api";

/** Whether the account's access is good; any call shows it, and this one costs least. */
export const health: Health<WechatCredentials> = {
  async check(config, transport) {
    try {
      await callAsAccount(config, { method: "GET", path: "/cgi-bin/getcallbackip" }, transport).catch(harmless);
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
