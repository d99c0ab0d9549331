import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { graphErrorSchema } from "./payload";

/*
 * What Facebook's refusals mean. Decided by code and subcode, never by the HTTP status (190 is seen with 400 and 401)
 * and never by the words, which are translated and change.
 * Source: Messenger Platform, "Common Error Codes", state of 2026-03-18, read 2026-11-21.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message: string;
}

const WINDOW: Meaning = { kind: "window", message: "The time in which Facebook lets a Page answer this person is over." };
const BLOCKED: Meaning = { kind: "blocked", message: "This person cannot be reached: they blocked the Page or left Messenger." };
const THROTTLED: Meaning = { kind: "throttled", retryable: true, message: "Facebook wants fewer messages per minute." };
const RETRY: Meaning = { kind: "unreachable", retryable: true, message: "Facebook had a temporary failure." };
const REAUTH: Meaning = { kind: "auth", message: "Facebook no longer accepts this Page's access. Connect the Page again." };
const PERMISSION: Meaning = { kind: "auth", message: "The app lacks a permission for this Page." };
const RESTRICTED: Meaning = { kind: "auth", message: "Facebook has restricted this Page. See the Page's support inbox." };
const MEDIA: Meaning = { kind: "content", message: "Facebook could not take the file: its type, its size, or its link." };
const FOREIGN: Meaning = { kind: "unreachable", message: "Another app or the Page inbox controls this conversation now." };

/** Subcodes say more than codes and are looked at first. */
const BY_SUBCODE: Record<number, Meaning> = {
  2018278: WINDOW,
  2534022: WINDOW,
  2018065: WINDOW,
  1545041: BLOCKED,
  2018001: BLOCKED,
  2018108: BLOCKED,
  2534040: THROTTLED,
  2018338: THROTTLED,
  2018028: PERMISSION,
  1893063: RESTRICTED,
  2018008: MEDIA,
  2018047: MEDIA,
  2018074: MEDIA,
  2018109: MEDIA,
  2018294: MEDIA,
  2018300: FOREIGN,
  2018321: FOREIGN,
};

const BY_CODE: Record<number, Meaning> = {
  1: RETRY,
  2: RETRY,
  4: THROTTLED,
  32: THROTTLED,
  613: THROTTLED,
  80006: THROTTLED,
  190: REAUTH,
  102: REAUTH,
  10: PERMISSION,
  200: PERMISSION,
  551: BLOCKED,
  368: RESTRICTED,
  2022: RESTRICTED,
  100: { kind: "content", message: "Facebook refused the message as not valid." },
  9000001: { kind: "content", message: "The message that this answers was deleted." },
};

const OTHER: Meaning = { kind: "content", message: "Facebook refused the message." };
const GATEWAY_TIMEOUT = 504;

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse, body: unknown): SendError | null {
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return response.status < 400 ? null : withoutBody(response.status);
  const { code, error_subcode: subcode, is_transient: isTransient, message } = parsed.data.error;
  const meaning = (subcode !== undefined && BY_SUBCODE[subcode]) || BY_CODE[code] || (isTransient || response.status >= 500 ? RETRY : OTHER);
  // A dead access is told to admins in our words; what became of one message, to agents in Facebook's.
  return new SendError(meaning.kind, (meaning.kind !== "auth" && message) || meaning.message, {
    retryable: meaning.retryable ?? false,
    code: subcode === undefined ? String(code) : `${code}/${subcode}`,
    retryAfterMs: meaning.kind === "throttled" ? retryAfterMs(response.headers) : undefined,
  });
}

/** A status from something in front of the API. A gateway's time-out says nothing about whether the message went through. */
function withoutBody(status: number): SendError {
  const code = `http-${status}`;
  if (status === GATEWAY_TIMEOUT) return new SendError("unknown", "Facebook did not answer in time; the message may have arrived.", { retryable: false, code });
  const meaning = status === 429 ? THROTTLED : status >= 500 ? RETRY : OTHER;
  return new SendError(meaning.kind, meaning.message, { retryable: meaning.retryable ?? false, code });
}

/** From `retry-after` (seconds) or the usage header's estimate (minutes); undefined where neither says. */
function retryAfterMs(headers: Record<string, string>): number | undefined {
  const seconds = Number(headers["retry-after"]);
  if (seconds > 0) return seconds * 1000;
  const minutes = /"estimated_time_to_regain_access":\s*(\d+)/.exec(headers["x-business-use-case-usage"] ?? "")?.[1];
  return minutes && Number(minutes) > 0 ? Number(minutes) * 60_000 : undefined;
}
