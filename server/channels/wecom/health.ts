import { type Health, SendError } from "@/server/channels/contract";
import { isUnmanaged, listAccounts, UNMANAGED } from "./accounts";
import type { WecomCredentials } from "./payload";
import { DEAD_TOKENS } from "./send-errors";
import { accessToken } from "./tokens";

/** Whether the access is good, and the account still the app's. */
export const health: Health<WecomCredentials> = {
  async check(config, transport) {
    const list = (token: string) => listAccounts(config.apiUrl, token, transport);
    try {
      const token = await accessToken(config, transport);
      const accounts = await list(token).catch(async (error: unknown) => {
        if (!(error instanceof SendError) || !DEAD_TOKENS.includes(error.code ?? "")) throw error;
        return list(await accessToken(config, transport, token));
      });
      const account = accounts.find(({ open_kfid }) => open_kfid === config.accountId);
      if (!account)
        return { status: "action-needed", reason: "WeCom does not show this customer service account to the app. It was deleted, or taken from the app." };
      return isUnmanaged(account) ? { status: "action-needed", reason: UNMANAGED } : { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
