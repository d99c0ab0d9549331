import { type Poll, SendError, type Transport, type TransportResponse } from "@/server/channels/contract";
import { callAsCorp } from "./call-as-corp";
import { pageSchema, type WecomCredentials } from "./payload";
import { DEAD_CODES } from "./send-errors";
import { harmless, readAnswer, type WecomConfig } from "./wecom-api";

// The most that WeCom gives at once.
const LIMIT = 1000;
/** AMR, which WeCom's own programs record; 1 would be Silk. */
const VOICE_FORMAT = 0;

/** Page by page from the cursor on, also through pages that are empty; without a cursor from three days ago, the oldest there is. */
export const poll: Poll<WecomCredentials> = {
  async pull({ config, cursor, hint }, transport) {
    const answer = await fetchPage(config, { cursor: typeof cursor === "string" ? cursor : "", token: hint?.token }, transport);
    const page = readAnswer(pageSchema, answer);
    const next = page.next_cursor || cursor;
    return {
      raw: page.msg_list.length > 0 ? [{ body: answer.bytes }] : [],
      cursor: next,
      // A cursor that stands still would be asked for ever.
      hasMore: page.has_more === 1 && next !== cursor,
    };
  },
};

/** With the callback's token, which is good for ten minutes; without one it may be asked only rarely. */
async function fetchPage(
  config: WecomConfig,
  { cursor, token }: { cursor: string; token: string | undefined },
  transport: Transport,
): Promise<TransportResponse> {
  const call = (by: object) => {
    const body = { ...(cursor ? { cursor } : {}), ...by, limit: LIMIT, voice_format: VOICE_FORMAT, open_kfid: config.accountId };
    return callAsCorp(config, { path: "/cgi-bin/kf/sync_msg", body, timeoutMs: 30_000 }, transport).catch(harmless);
  };
  if (!token) return call({});
  return call({ token }).catch((error: unknown) => {
    if (error instanceof SendError && DEAD_CODES.includes(error.code ?? "")) return call({});
    throw error;
  });
}
