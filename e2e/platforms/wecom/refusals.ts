import type { Answer } from "../shared/http";

/** The words that stand with each code; nobody may build on them. */
const WORDS: Record<string, string> = {
  "-1": "system error",
  40001: "invalid credential",
  40004: "invalid media type",
  40007: "invalid media_id",
  40008: "invalid message type",
  40009: "invalid media size",
  40013: "invalid corpid",
  40014: "invalid access_token",
  40058: "invalid Request Parameter",
  40078: "invalid auth code",
  40080: "invalid suite_id",
  40082: "invalid suite_token",
  40083: "invalid suite_id",
  40084: "invalid permanent code",
  40085: "invalid suite ticket",
  40096: "invalid external userid",
  41001: "access_token missing",
  42001: "access_token expired",
  42009: "suite_access_token expired",
  44001: "empty media data",
  44004: "empty content",
  45002: "message content size out of limit",
  45009: "api freq out of limit",
  47001: "data format error",
  48002: "API forbidden for no privilege",
  60011: "no privilege to access/modify contact/party/agent",
  60020: "not allow to access from your ip",
  95000: "invalid open_kfid",
  95001: "send msg count limit",
  95002: "send msg time limit",
  95006: "invalid menu",
  95007: "invalid code",
  95011: "corp is not verified",
  95013: "conversation has ended",
  95014: "invalid servicer_userid",
  95016: "not allow to trans service state",
  95017: "kf api is closed",
  95018: "send msg session status invalid",
};

/** Everything is said with status 200. */
export function refuse(code: string): NonNullable<Answer> {
  return {
    status: 200,
    body: { errcode: Number(code), errmsg: `${WORDS[code] ?? "error"}, more info at https://open.work.weixin.qq.com/devtool/query?e=${code}` },
  };
}

export const ok = (fields: object = {}): NonNullable<Answer> => ({ status: 200, body: { errcode: 0, errmsg: "ok", ...fields } });
