import type { Acts } from "@/server/channels/contract";
import { META_ACTS, senderAction } from "@/server/channels/shared/meta-acts";
import { callAsAccount, nodeOf } from "./api";
import type { InstagramCredentials } from "./payload";

export const acts: Acts<InstagramCredentials> = {
  known: META_ACTS,
  async perform({ act, to, config }, transport) {
    const body = senderAction(act, to.value);
    if (body) await callAsAccount(config, { method: "POST", path: `${nodeOf(config.credentials)}/messages`, body }, transport);
  },
};
