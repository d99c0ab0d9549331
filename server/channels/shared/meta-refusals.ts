import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { graphErrorSchema, oauthErrorSchema } from "./meta-payload";

/*
 * What refusals of Meta's Graph API mean. Decided by code and subcode, never by the HTTP status (190 is seen with 400 and 401) and never
 * by the words, which are translated and change. Each channel adds what only it says.
 * Source: Graph API, "Handling Errors", and Messenger Platform, "Common Error Codes", state of 2026-03-18, read 2026-11-21.
 */

export interface Refusal {
  kind: SendErrorKind;
  retryable?: boolean;
  /** One sentence: what is the matter, and what helps. */
  message: string;
}

export interface Refusals {
  /** As people call the platform. */
  platform: string;
  /** Subcodes say more than codes and are looked at first. */
  subcodes?: Record<number, Refusal>;
  codes?: Record<number, Refusal>;
}

const GATEWAY_TIMEOUT = 504;

/** What any product of Meta's may answer. */
function commonCodes(platform: string): Record<number, Refusal> {
  const retry: Refusal = { kind: "unreachable", retryable: true, message: `${platform} has a temporary failure; it is tried again.` };
  const throttled: Refusal = { kind: "throttled", retryable: true, message: `${platform} wants fewer calls just now; it is tried again.` };
  const ended: Refusal = { kind: "auth", message: `${platform} no longer accepts our access. Connect the channel again.` };
  const permission: Refusal = {
    kind: "auth",
    message: `${platform} says that a permission is missing. Connect the channel again and leave every permission switched on.`,
  };
  const restricted: Refusal = { kind: "auth", message: `${platform} has restricted this account. Its support inbox at Meta says why.` };
  const content: Refusal = { kind: "content", message: `${platform} takes something in this message as not valid.` };
  return {
    1: retry,
    2: retry,
    4: throttled,
    32: throttled,
    613: throttled,
    102: ended,
    190: ended,
    10: permission,
    200: permission,
    368: restricted,
    100: content,
  };
}

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse, body: unknown, refusals: Refusals): SendError | null {
  const parsed = graphErrorSchema.safeParse(body);
  if (!parsed.success) return ofConsent(body) ?? (response.status < 400 ? null : withoutBody(response.status, refusals));
  const { code, error_subcode: subcode, is_transient: isTransient, message } = parsed.data.error;
  const known = meaningOf({ code, subcode, isTransient: isTransient === true || response.status >= 500 }, refusals);
  const { kind, retryable = false, message: words } = known ?? { kind: "content", message: message ?? `${refusals.platform} refused it.` };
  return new SendError(kind, words, {
    retryable,
    code: subcode === undefined ? String(code) : `${code}/${subcode}`,
    retryAfterMs: kind === "throttled" ? retryAfterMs(response.headers) : undefined,
    // For support: what the platform itself said.
    cause: message,
  });
}

/** A code or secret that is not taken: whoever signs in has to do it again. */
function ofConsent(body: unknown): SendError | null {
  const parsed = oauthErrorSchema.safeParse(body);
  if (!parsed.success) return null;
  const { code, error_message: words } = parsed.data;
  return new SendError("auth", words ?? "The sign-in was refused. Sign in again.", { retryable: false, code: String(code) });
}

interface Codes {
  code: number;
  subcode: number | undefined;
  isTransient: boolean;
}

/** A subcode that we know, else what the platform itself calls transient, else the code. */
function meaningOf({ code, subcode, isTransient }: Codes, { platform, subcodes = {}, codes = {} }: Refusals): Refusal | undefined {
  const common = commonCodes(platform);
  const byCode = codes[code] ?? common[code];
  const bySubcode = subcode === undefined ? undefined : subcodes[subcode];
  if (bySubcode) return bySubcode;
  const isSaid = byCode?.kind === "throttled" || byCode?.kind === "auth";
  return isTransient && !isSaid ? common[2] : byCode;
}

/** A status from something in front of the API. A gateway's time-out says nothing about whether the message went through. */
function withoutBody(status: number, { platform }: Refusals): SendError {
  const code = `http-${status}`;
  if (status === GATEWAY_TIMEOUT)
    return new SendError("unknown", `${platform} did not answer in time; the message may have arrived.`, { retryable: false, code });
  const common = commonCodes(platform);
  const meaning = status === 429 ? common[4] : status >= 500 ? common[2] : undefined;
  return new SendError(meaning?.kind ?? "content", meaning?.message ?? `${platform} refused it.`, { retryable: meaning?.retryable ?? false, code });
}

/** From `retry-after` (seconds) or the usage header's estimate (minutes); undefined where neither says. */
function retryAfterMs(headers: Record<string, string>): number | undefined {
  const seconds = Number(headers["retry-after"]);
  if (seconds > 0) return seconds * 1000;
  const minutes = /"estimated_time_to_regain_access":\s*(\d+)/.exec(headers["x-business-use-case-usage"] ?? "")?.[1];
  return minutes && Number(minutes) > 0 ? Number(minutes) * 60_000 : undefined;
}
