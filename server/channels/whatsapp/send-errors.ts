import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { graphErrorSchema } from "./graph-payload";

/*
 * What WhatsApp's refusals mean, in the answer to a call and, with the same codes, later in a status. Decided by the code, never by the
 * HTTP status or the words. Source: WhatsApp Cloud API, "Error codes", as of 2026-03.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message: string;
}

/** Both end by registering the number once more, with the PIN that it has. */
export const UNREGISTERED = "The number is not registered at WhatsApp. Register it again on the channel's page.";
const OTHER_PIN = "The number has another two-step PIN. Type it in on the channel's page, or switch two-step verification off in WhatsApp Manager.";
export const asksForPin = (reason: string): boolean => reason === UNREGISTERED || reason === OTHER_PIN;

const REAUTH: Meaning = { kind: "auth", message: "WhatsApp no longer accepts this number's access. Connect the number again." };
const PERMISSION: Meaning = { kind: "auth", message: "The access lacks a permission for this number. Connect it again and allow everything it asks for." };
const RETRY: Meaning = { kind: "unreachable", retryable: true, message: "WhatsApp had a temporary failure." };
const BUSY: Meaning = { kind: "throttled", retryable: true, message: "WhatsApp wants fewer messages per minute from this number." };
const NOT_VALID: Meaning = { kind: "content", message: "WhatsApp refused the message as not valid." };
const TEMPLATE_BLANKS: Meaning = { kind: "content", message: "The values do not fit the template's blanks. Synchronise the templates and try again." };

const BY_CODE: Record<number, Meaning> = {
  0: REAUTH,
  190: REAUTH,
  3: PERMISSION,
  10: PERMISSION,
  1: RETRY,
  2: RETRY,
  131000: RETRY,
  131016: RETRY,
  131057: { ...RETRY, message: "This number is in maintenance at WhatsApp." },
  133004: RETRY,
  4: BUSY,
  80007: { ...BUSY, message: "WhatsApp wants fewer calls per hour for this account." },
  130429: BUSY,
  131048: { ...BUSY, message: "WhatsApp slows this number down, because many people block or report it. Look at its quality in WhatsApp Manager." },
  131056: { ...BUSY, message: "Too many messages to this person in a short time." },
  131047: { kind: "window", message: "More than 24 hours have passed since the customer's last message. Send a template instead." },
  131050: { kind: "blocked", message: "This person does not want marketing messages from you." },
  131049: { kind: "blocked", message: "WhatsApp did not deliver it: this person has had enough marketing messages. Try again tomorrow." },
  130472: { kind: "blocked", message: "WhatsApp delivers no marketing messages to this person at the moment. Try again tomorrow." },
  131026: { kind: "blocked", message: "This person cannot be reached on WhatsApp." },
  131021: { kind: "blocked", message: "This is the number that sends; it cannot write to itself." },
  131062: { kind: "blocked", message: "WhatsApp sends one-time codes to phone numbers only, and this person has hidden theirs." },
  33: NOT_VALID,
  100: NOT_VALID,
  131008: NOT_VALID,
  131009: NOT_VALID,
  131051: { kind: "content", message: "WhatsApp does not know this kind of message." },
  131052: { kind: "content", message: "The customer's file could not be loaded from WhatsApp. Ask them to send it again." },
  131053: { kind: "content", message: "WhatsApp could not take the file. Check its format." },
  132000: TEMPLATE_BLANKS,
  132001: { kind: "content", message: "WhatsApp has no such template in this language. Synchronise the templates and choose another." },
  132005: { kind: "content", message: "The template is too long with these values." },
  132007: { kind: "content", message: "The template's text breaks a rule of WhatsApp." },
  132012: TEMPLATE_BLANKS,
  132015: { kind: "content", message: "WhatsApp has paused this template, because people complained about it. Choose another." },
  132016: { kind: "content", message: "WhatsApp has switched this template off for good. Choose another." },
  135000: NOT_VALID,
  368: { kind: "auth", message: "WhatsApp has restricted this account for breaking its rules. See WhatsApp Manager." },
  131031: { kind: "auth", message: "WhatsApp has locked this account. See WhatsApp Manager." },
  130497: { kind: "blocked", message: "WhatsApp does not let this account write to people in this country." },
  131042: { kind: "auth", message: "WhatsApp has no working payment method for this account. Add one in WhatsApp Manager." },
  131045: { kind: "auth", message: "The number's certificate is not valid. Register the number again by connecting it again." },
  133010: { kind: "auth", message: UNREGISTERED },
  131037: { kind: "auth", message: "The number's display name is not approved yet. See WhatsApp Manager." },
  133005: { kind: "auth", message: OTHER_PIN },
  133016: { kind: "auth", message: "The number was registered too often in a short time. WhatsApp takes it again in three days." },
};

const GATEWAY_TIMEOUT = 504;
const PERMISSION_CODES = { first: 200, last: 299 };

/** What a code stands for; null for one that is not in WhatsApp's list. */
export function meaningOf(code: number): Meaning | null {
  if (code >= PERMISSION_CODES.first && code <= PERMISSION_CODES.last) return PERMISSION;
  return BY_CODE[code] ?? null;
}

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse, body: unknown): SendError | null {
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return response.status < 400 ? null : withoutBody(response.status);
  const { code, message, error_data } = parsed.data.error;
  const known = meaningOf(code);
  const other: Meaning = response.status >= 500 ? RETRY : { kind: "content", message: error_data?.details ?? message ?? "WhatsApp refused the message." };
  const meaning = known ?? other;
  return new SendError(meaning.kind, meaning.message, {
    retryable: meaning.retryable ?? false,
    code: String(code),
    retryAfterMs: meaning.kind === "throttled" ? retryAfterMs(response.headers) : undefined,
  });
}

/** A status from something in front of the API. A gateway's time-out says nothing about whether the message went through. */
function withoutBody(status: number): SendError {
  const code = `http-${status}`;
  if (status === GATEWAY_TIMEOUT) return new SendError("unknown", "WhatsApp did not answer in time; the message may have arrived.", { retryable: false, code });
  const meaning = status === 429 ? BUSY : status === 401 ? REAUTH : status >= 500 ? RETRY : NOT_VALID;
  return new SendError(meaning.kind, meaning.message, { retryable: meaning.retryable ?? false, code });
}

/** WhatsApp names no time for one person (it wants ever longer pauses, which the sender makes anyway), but may for the whole account. */
function retryAfterMs(headers: Record<string, string>): number | undefined {
  const seconds = Number(headers["retry-after"]);
  if (seconds > 0) return seconds * 1000;
  const minutes = /"estimated_time_to_regain_access":\s*(\d+)/.exec(headers["x-business-use-case-usage"] ?? "")?.[1];
  return minutes && Number(minutes) > 0 ? Number(minutes) * 60_000 : undefined;
}
