import { type Acts, SendError } from "@/server/channels/contract";
import { callAsCorp } from "./call-as-corp";
import type { WecomCredentials } from "./payload";
import { harmless } from "./wecom-api";

/** Answered by the API: developer.work.weixin.qq.com/document/path/94669, read 2026-11-21. */
const OURS = 1;
/** The session is there already, or in somebody else's hands: both are as they should be. */
const NO_SUCH_MOVE = "95016";

/**
 * WeCom shows customers nothing of what was read. Reading is when one of us takes the customer on, so it is told that the session is the
 * API's: left in no hands it may fall to WeCom's own queue, and from there the API cannot answer any more.
 */
export const acts: Acts<WecomCredentials> = {
  known: ["read"],
  async perform({ act, to, config }, transport) {
    if (act.type !== "read") return;
    const body = { open_kfid: config.accountId, external_userid: to.value, service_state: OURS };
    await callAsCorp(config, { path: "/cgi-bin/kf/service_state/trans", body }, transport)
      .catch(harmless)
      .catch((error: unknown) => {
        if (!(error instanceof SendError) || error.code !== NO_SUCH_MOVE) throw error;
      });
  },
};
