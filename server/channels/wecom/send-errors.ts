import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { statusSchema } from "./payload";

/*
 * What WeCom's refusals mean. Decided by errcode alone: errmsg carries hints and trace marks that change.
 * Source: developer.work.weixin.qq.com/document/path/90313 (global codes) and the pages of the single calls, read 2026-11-21.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message: string;
}

const auth = (message: string): Meaning => ({ kind: "auth", message });
const content = (message: string): Meaning => ({ kind: "content", message });
const window = (message: string): Meaning => ({ kind: "window", message });

const SECRET = auth("WeCom does not accept the corporation's ID or the secret. Connect the account again with those shown at work.weixin.qq.com.");
const REAUTHORISE = auth("WeCom no longer accepts what the corporation granted. Connect the account again.");
const SUITE = auth("WeCom does not accept the suite's own access. Whoever runs this installation has to look at its secret and its ticket at WeCom.");
const PERMISSION = auth(
  "The app may not do this for the customer service account. Add it under the apps that may call the API, and give it the account to manage.",
);
const UNVERIFIED = auth(
  "WeCom lets this corporation send nothing to customers, because it is not verified or not allowed to. See the notices at work.weixin.qq.com.",
);
const ENDED = window("This conversation has ended in WeCom. It goes on when the customer writes again.");
const NOT_OURS = window("This conversation is not in the API's hands in WeCom. Answer there, or wait until it has ended and the customer writes again.");
const MEDIA = content("WeCom could not take the file: its type, its size or its length. Send it in another form.");
const INVALID = content("WeCom refused the message as not valid. Write it anew.");
const TOO_OFTEN: Meaning = { kind: "throttled", retryable: true, message: "WeCom wants fewer calls per minute." };
const STRANGER: Meaning = { kind: "unreachable", message: "WeCom does not know this person at this account. The customer has to write first." };

/** The corporation's token, for which another can be had at once. */
export const DEAD_TOKENS = ["40014", "42001"];
/** The suite's, made of the ticket. */
export const DEAD_SUITE_TOKENS = ["40082", "42007", "42009"];
export const BAD_PERMANENT_CODE = "40084";
/** The file that was just uploaded is not known (any more). */
export const DEAD_MEDIA = "40007";
/** A code of a welcome or of a change of session, or the hint of a callback: used, or too late. */
export const DEAD_CODES = ["95004", "95005", "95006", "95007", "95008", "95009"];
export const WRONG_STATE = "95018";

const BY_CODE: Record<string, Meaning> = {
  "-1": { kind: "unreachable", retryable: true, message: "WeCom was too busy to take the message." },
  50001: { kind: "unreachable", retryable: true, message: "WeCom was too busy to take the message." },
  45009: TOO_OFTEN,
  45033: TOO_OFTEN,
  40001: SECRET,
  40013: SECRET,
  40056: SECRET,
  41004: SECRET,
  40014: REAUTHORISE,
  42001: REAUTHORISE,
  40084: REAUTHORISE,
  40078: auth("The consent was used already, or took too long. Give it again."),
  40029: auth("The consent was used already, or took too long. Give it again."),
  40082: SUITE,
  40083: SUITE,
  40085: SUITE,
  42007: SUITE,
  42009: SUITE,
  48002: PERMISSION,
  60011: PERMISSION,
  60020: auth("WeCom takes calls only from addresses on the app's list. Add this server's address to the trusted IPs at work.weixin.qq.com."),
  95000: auth("WeCom does not know this customer service account any more. It was deleted, or taken from the app."),
  95011: UNVERIFIED,
  95012: UNVERIFIED,
  95017: auth("The API of WeCom's customer service is switched off. Switch it on again at work.weixin.qq.com."),
  95001: window("The five answers that WeCom allows for one message are used up. The customer has to write first."),
  95002: window("The 48 hours in which WeCom lets an account answer are over. The customer has to write first."),
  95013: ENDED,
  95016: NOT_OURS,
  95018: NOT_OURS,
  95004: INVALID,
  95005: INVALID,
  95006: INVALID,
  95007: window("The code with which WeCom lets an account greet was used already, or is too old."),
  95008: INVALID,
  95009: INVALID,
  95014: INVALID,
  95019: INVALID,
  40003: STRANGER,
  40096: STRANGER,
  84061: STRANGER,
  40004: MEDIA,
  40006: MEDIA,
  40007: MEDIA,
  40009: MEDIA,
  45001: MEDIA,
  44001: MEDIA,
  830002: content("The file is larger than what WeCom gives at once."),
  40058: INVALID,
  44004: content("WeCom does not send an empty message."),
  45002: content("The text is longer than WeCom takes. Divide it."),
  47001: INVALID,
};
const OTHER: Meaning = { kind: "content", message: "WeCom did not take the message." };

/** Statuses of whoever stands in between: the call may have arrived. */
const SILENT_STATUSES = [502, 504];

/** Null when the answer is a success. WeCom refuses with status 200 and an errcode. */
export function toSendError(response: TransportResponse, body: unknown): SendError | null {
  const status = statusSchema.safeParse(body).data;
  if (!status) return response.status < 400 ? null : withoutBody(response.status);
  if (status.errcode === 0) return null;
  const code = String(status.errcode);
  const { kind, message, retryable = false } = (Object.hasOwn(BY_CODE, code) && BY_CODE[code]) || OTHER;
  return new SendError(kind, message, { retryable, code });
}

/** In which state a session has to be for the API, and what helps in each other one: developer.work.weixin.qq.com/document/path/94669. */
export function whyNotOurs(state: number, servicer: string | undefined, cause: SendError): SendError {
  const who = servicer ? ` (${servicer})` : "";
  const words: Record<number, string> = {
    2: "This customer waits in WeCom's own queue. A colleague has to take and end the conversation there.",
    3: `A colleague${who} answers this customer in WeCom. Answer there, or end the conversation there first.`,
    4: ENDED.message,
  };
  return new SendError("window", words[state] ?? NOT_OURS.message, { retryable: false, code: WRONG_STATE, cause });
}

function withoutBody(status: number): SendError {
  const code = `http-${status}`;
  // A repetition has the same msgid, by which WeCom knows it.
  if (SILENT_STATUSES.includes(status))
    return new SendError("unknown", "WeCom did not answer in time; the message may have arrived.", { retryable: true, code });
  if (status === 429) return new SendError("throttled", TOO_OFTEN.message, { retryable: true, code });
  if (status >= 500) return new SendError("unreachable", "WeCom had a temporary failure.", { retryable: true, code });
  return new SendError("content", OTHER.message, { retryable: false, code });
}
