import type { Acts } from "@/server/channels/contract";
import { META_ACTS, senderAction } from "@/server/channels/shared/meta-acts";
import { callAsPage } from "./graph";
import type { MessengerCredentials } from "./payload";

export const acts: Acts<MessengerCredentials> = {
  known: META_ACTS,
  async perform({ act, to, config }, transport) {
    const body = senderAction(act, to.value);
    if (body) await callAsPage(config, { method: "POST", path: `${config.accountId}/messages`, body }, transport);
  },
};
