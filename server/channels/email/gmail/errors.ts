import * as z from "zod";
import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";

/*
 * What Gmail's refusals mean: the API's `error.errors[].reason` beside the status (developers.google.com/gmail/api/guides/handle-errors),
 * and of the token endpoint `error` alone (RFC 6749, section 5.2).
 */

const bodySchema = z.looseObject({
  error: z.union([
    z.string(),
    z.looseObject({
      message: z.string().optional(),
      status: z.string().optional(),
      errors: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
    }),
  ]),
});

const TOO_FAST = ["rateLimitExceeded", "userRateLimitExceeded", "backendError.rateLimit"];
/** Of the day: more tries in the next minutes help nobody. */
const DAILY = ["dailyLimitExceeded", "quotaExceeded", "limitExceeded"];
const NO_RIGHT = ["insufficientPermissions", "accessNotConfigured", "domainPolicy", "delegationDenied", "forbidden"];
const HOUR_MS = 3_600_000;

const AGAIN = "Google no longer accepts this connection. Connect the mailbox again by signing in.";

/** A refusal of Google's in words for a person. */
export function gmailError(response: TransportResponse): SendError {
  const { reason, message } = read(response);
  const { kind, words, retryable = false, retryAfterMs } = meaning(response.status, reason, message);
  return new SendError(kind, words, { retryable, code: String(response.status), retryAfterMs: retryAfterMs ?? waitOf(response) });
}

interface Meaning {
  kind: SendErrorKind;
  words: string;
  retryable?: boolean;
  retryAfterMs?: number;
}

function meaning(status: number, reason: string, message: string): Meaning {
  if (status === 401 || reason === "invalid_grant" || reason === "authError") return { kind: "auth", words: AGAIN };
  if (["invalid_client", "unauthorized_client", "deleted_client"].includes(reason))
    return { kind: "auth", words: "Google does not know this installation's app any more. Whoever runs it must look at its settings at Google." };
  if (TOO_FAST.includes(reason) || status === 429) return { kind: "throttled", words: "Gmail asks us to slow down.", retryable: true };
  if (DAILY.includes(reason)) return { kind: "throttled", words: "This mailbox has reached Gmail's limit for today.", retryable: true, retryAfterMs: HOUR_MS };
  if (NO_RIGHT.includes(reason) || status === 403)
    return { kind: "auth", words: "The connection may not do this at Google. Connect the mailbox again and leave every permission ticked." };
  if (status >= 500) return { kind: "unreachable", words: "Gmail had a temporary failure.", retryable: true };
  if (status === 413) return { kind: "content", words: "The mail is larger than Gmail takes." };
  if (/recipient/i.test(message)) return { kind: "unreachable", words: `Gmail refuses a recipient: ${message}` };
  return { kind: "content", words: message || "Gmail refused the mail." };
}

function read(response: TransportResponse): { reason: string; message: string } {
  try {
    const { error } = bodySchema.parse(response.json());
    if (typeof error === "string") return { reason: error, message: "" };
    return { reason: error.errors?.[0]?.reason ?? "", message: (error.message ?? "").replace(/[\p{Cc}\s]+/gu, " ").slice(0, 200) };
  } catch {
    return { reason: "", message: "" };
  }
}

function waitOf({ headers }: TransportResponse): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return seconds > 0 ? seconds * 1_000 : undefined;
}
