import { type Acts, SendError } from "@/server/channels/contract";
import { callAsAccount } from "./call-as-account";
import type { WechatCredentials } from "./payload";

/** The customer has not been there for half a minute; it is shown already; it is not shown. */
const POINTLESS = ["45080", "45081"];

/** "Is typing" is shown for fifteen seconds and uses up none of the answers. */
export const acts: Acts<WechatCredentials> = {
  known: ["typing"],
  async perform({ act, to, config }, transport) {
    if (act.type !== "typing") return;
    const body = { touser: to.value, command: act.isTyping ? "Typing" : "CancelTyping" };
    await callAsAccount(config, { method: "POST", path: "/cgi-bin/message/custom/typing", body }, transport).catch((error: unknown) => {
      if (!(error instanceof SendError) || !POINTLESS.includes(error.code ?? "")) throw error;
    });
  },
};
