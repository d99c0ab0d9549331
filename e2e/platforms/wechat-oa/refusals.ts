import { randomBytes } from "node:crypto";
import type { Answer } from "../shared/http";

/** The words that stand with each code; nobody may build on them. */
const WORDS: Record<string, string> = {
  "-1": "system error",
  40001: "invalid credential, access_token is invalid or not latest",
  40003: "invalid openid",
  40004: "invalid media type",
  40007: "invalid media_id",
  40008: "invalid message type",
  40013: "invalid appid",
  40014: "invalid access_token",
  40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
  40125: "invalid appsecret",
  40164: "invalid ip, not in whitelist",
  41001: "access_token missing",
  42001: "access_token expired",
  43004: "require subscribe",
  44004: "empty content",
  45001: "media size out of limit",
  45002: "content size out of limit",
  45007: "playtime out of limit",
  45008: "article size out of limit",
  45009: "reach max api daily quota limit",
  45011: "api minute-quota reach limit mustslower retry next minute",
  45015: "response out of time limit or subscription is canceled",
  45047: "out of response count limit",
  45072: "invalid command",
  45080: "need to interact with user first",
  45081: "typing already shown",
  45162: "articles is not an array",
  47001: "data format error",
  48001: "api unauthorized",
  48002: "user refuse to accept the msg",
  48004: "api forbidden for irregularities",
  50002: "user limited",
  61003: "component is not authorized by this account",
  61005: "component ticket is expired",
  61006: "component ticket is invalid",
  61010: "code is expired",
  61023: "refresh_token is invalid",
};

/** Everything is said with status 200. */
export function refuse(code: string): NonNullable<Answer> {
  return {
    status: 200,
    body: { errcode: Number(code), errmsg: `${WORDS[code] ?? "error"} rid: ${randomBytes(4).toString("hex")}-${randomBytes(4).toString("hex")}` },
  };
}

export const OK: NonNullable<Answer> = { status: 200, body: { errcode: 0, errmsg: "ok" } };
