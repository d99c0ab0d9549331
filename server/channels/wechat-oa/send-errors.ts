import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { statusSchema } from "./payload";

/*
 * What WeChat's refusals mean. Decided by errcode alone: errmsg carries trace marks and changes.
 * Source: developers.weixin.qq.com/doc/offiaccount, "Global return codes", and the pages of the single calls, read 2026-11-21.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  retryAfterMs?: number;
  message: string;
}

const auth = (message: string): Meaning => ({ kind: "auth", message });
const content = (message: string): Meaning => ({ kind: "content", message });

const REAUTHORISE = auth("WeChat no longer accepts this account's access. Connect the account again.");
const PLATFORM = auth(
  "WeChat does not accept the platform's own access. Whoever runs this installation has to look at its ticket and its addresses at WeChat.",
);
const SECRET = auth("WeChat does not accept the AppID or the AppSecret. Connect the account again with those shown at mp.weixin.qq.com.");
const ADDRESS = auth("WeChat takes calls only from addresses on the account's list. Add this server's address to the IP allow-list at mp.weixin.qq.com.");
const FROZEN = auth("WeChat has restricted this account. See the notices at mp.weixin.qq.com.");
const PERMISSION = auth(
  "This account may not send customer service messages: it needs WeChat's certification, and the permissions for messages and customer service.",
);
const GONE: Meaning = { kind: "blocked", message: "This person no longer follows the account, or refuses its messages. They have to follow it again." };
const CLOSED: Meaning = { kind: "window", message: "The time in which WeChat lets an account answer is over. The customer has to write first." };
const USED_UP: Meaning = { kind: "window", message: "The answers that WeChat allows for one message are used up. The customer has to write first." };
const MEDIA = content("WeChat could not take the file: its type, its size or its length. Send it in another form.");
const INVALID = content("WeChat refused the message as not valid. Write it anew.");
const HOUR_MS = 3_600_000;

/** The access token, for which another can be had at once. */
export const DEAD_TOKENS = ["40001", "40014", "42001"];
/** The file that was just uploaded is not known (any more). */
export const DEAD_MEDIA = "40007";

const BY_CODE: Record<string, Meaning> = {
  "-1": { kind: "unreachable", retryable: true, message: "WeChat was too busy to take the message. Try again later." },
  40001: REAUTHORISE,
  40014: REAUTHORISE,
  42001: REAUTHORISE,
  42007: REAUTHORISE,
  61003: REAUTHORISE,
  61023: REAUTHORISE,
  61010: auth("The authorisation was used already, or took too long. Authorise again."),
  61004: PLATFORM,
  61005: PLATFORM,
  61006: PLATFORM,
  40013: SECRET,
  40125: SECRET,
  41002: SECRET,
  41004: SECRET,
  40164: ADDRESS,
  89501: ADDRESS,
  89503: ADDRESS,
  89506: ADDRESS,
  89507: ADDRESS,
  48001: PERMISSION,
  61007: PERMISSION,
  48004: FROZEN,
  50001: FROZEN,
  50002: FROZEN,
  40003: { kind: "unreachable", message: "WeChat does not know this person at this account. The customer has to write first." },
  43004: GONE,
  43019: GONE,
  48002: GONE,
  45015: CLOSED,
  45047: USED_UP,
  40004: MEDIA,
  40005: MEDIA,
  40006: MEDIA,
  40007: MEDIA,
  40009: MEDIA,
  45001: MEDIA,
  45007: MEDIA,
  45002: content("The text is longer than WeChat takes. Divide it."),
  45008: INVALID,
  45162: INVALID,
  40033: INVALID,
  47001: INVALID,
  45009: {
    kind: "throttled",
    retryable: true,
    retryAfterMs: HOUR_MS,
    message: "The calls that WeChat allows this account a day are used up. They begin anew at midnight, Beijing time.",
  },
  45011: { kind: "throttled", retryable: true, message: "WeChat wants fewer messages per minute. Try again later." },
};

const OTHER = content("WeChat refused the message. Send it in another form.");
/** A gateway's own answers: whether the call went through, they do not say. */
const SILENT_STATUSES = [502, 504];

/** Null when the call succeeded. A refusal has status 200 as well; a success of sending says so with errcode 0, others have none. */
export function toSendError(response: TransportResponse, body: unknown): SendError | null {
  const status = statusSchema.safeParse(body).data;
  if (!status) return response.status < 400 ? null : withoutBody(response.status);
  if (status.errcode === 0) return null;
  const code = String(status.errcode);
  const { kind, message, retryable = false, retryAfterMs } = (Object.hasOwn(BY_CODE, code) && BY_CODE[code]) || OTHER;
  return new SendError(kind, message, { retryable, code, retryAfterMs });
}

function withoutBody(status: number): SendError {
  const code = `http-${status}`;
  if (SILENT_STATUSES.includes(status))
    return new SendError("unknown", "WeChat did not answer in time; the message may have arrived.", { retryable: false, code });
  if (status === 429) return new SendError("throttled", "WeChat wants fewer messages per minute. Try again later.", { retryable: true, code });
  if (status >= 500) return new SendError("unreachable", "WeChat had a temporary failure. Try again later.", { retryable: true, code });
  return new SendError("content", OTHER.message, { retryable: false, code });
}
