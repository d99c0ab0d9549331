import { type Health, SendError } from "@/server/channels/contract";
import type { ServerCredentials } from "../payload";
import { openSmtp } from "../sending/smtp-session";
import { inInbox } from "./session";

/** Whether both servers still let us in. What only waits for its server is degraded; what waits for a person says what they must do. */
export const health: Health<ServerCredentials> = {
  async check({ credentials }, transport) {
    try {
      await inInbox(credentials.imap, transport, async () => {});
      (await openSmtp(credentials.smtp, transport)).close();
      return { status: "live", reason: null };
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      return { status: error.kind === "auth" ? "action-needed" : "degraded", reason: error.message };
    }
  },
};
