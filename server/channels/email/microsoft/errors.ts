import * as z from "zod";
import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";

/*
 * What Microsoft's refusals mean: Graph's `error.code` beside the status (learn.microsoft.com/graph/errors), and of the token endpoint
 * `error` alone (RFC 6749, section 5.2).
 */

const bodySchema = z.looseObject({
  error: z.union([z.string(), z.looseObject({ code: z.string().optional(), message: z.string().optional() })]),
});

const AGAIN = "Microsoft no longer accepts this connection. Connect the mailbox again by signing in.";
const NO_APP = "Microsoft does not know this installation's app any more, or its secret has run out. Whoever runs it must look at its registration.";
const NO_RIGHT = "The connection may not do this at Microsoft. Connect the mailbox again, or ask the company's administrator to allow the app.";
const HOUR_MS = 3_600_000;

interface Meaning {
  kind: SendErrorKind;
  words: string;
  retryable?: boolean;
  retryAfterMs?: number;
}

const MEANINGS: Record<string, Meaning> = {
  invalid_grant: { kind: "auth", words: AGAIN },
  interaction_required: { kind: "auth", words: AGAIN },
  consent_required: { kind: "auth", words: AGAIN },
  invalid_client: { kind: "auth", words: NO_APP },
  unauthorized_client: { kind: "auth", words: NO_APP },
  temporarily_unavailable: { kind: "unreachable", words: "Microsoft had a temporary failure.", retryable: true },
  MailboxNotEnabledForRESTAPI: { kind: "auth", words: "This account has no mailbox at Microsoft 365 that programs may use." },
  MailboxNotSupportedForRESTAPI: { kind: "auth", words: "This account has no mailbox at Microsoft 365 that programs may use." },
  ErrorSendAsDenied: { kind: "auth", words: "This mailbox may not send under the channel's address. Connect it again with the mailbox's own account." },
  ErrorMessageSubmissionBlocked: { kind: "blocked", words: "Microsoft has blocked this mailbox from sending. Its administrator must look into it." },
  ErrorQuotaExceeded: { kind: "content", words: "The mailbox is full. Make room in it, then send again." },
  ErrorSubmissionQuotaExceeded: { kind: "throttled", words: "This mailbox has reached Microsoft's limit for today.", retryable: true, retryAfterMs: HOUR_MS },
  ErrorMessageSizeExceeded: { kind: "content", words: "The mail is larger than Microsoft takes from this mailbox." },
  ErrorTooManyRecipients: { kind: "content", words: "The mail has more recipients than Microsoft takes at once." },
  ErrorExceededMessageLimit: { kind: "throttled", words: "This mailbox has reached Microsoft's limit for today.", retryable: true, retryAfterMs: HOUR_MS },
};

/** A refusal of Microsoft's in words for a person; its code is the status and Microsoft's own, such as "404 ErrorItemNotFound". */
export function graphError(response: TransportResponse): SendError {
  const { code, message } = read(response);
  const { kind, words, retryable = false, retryAfterMs } = MEANINGS[code] ?? byStatus(response.status, code, message);
  return new SendError(kind, words, { retryable, code: `${response.status} ${code}`.trim(), retryAfterMs: retryAfterMs ?? waitOf(response) });
}

function byStatus(status: number, code: string, message: string): Meaning {
  if (status === 401) return { kind: "auth", words: AGAIN };
  if (status === 429) return { kind: "throttled", words: "Microsoft asks us to slow down.", retryable: true };
  if (status === 403) return { kind: "auth", words: NO_RIGHT };
  if (status === 413) return { kind: "content", words: "The mail is larger than Microsoft takes from this mailbox." };
  if (status >= 500) return { kind: "unreachable", words: "Microsoft had a temporary failure.", retryable: true };
  if (/recipient/i.test(`${code} ${message}`)) return { kind: "unreachable", words: `Microsoft refuses a recipient: ${message || code}` };
  return { kind: "content", words: message || "Microsoft refused the mail." };
}

/** Whether Microsoft answered with this status. */
export const hasStatus = (error: unknown, status: number): error is SendError => error instanceof SendError && error.code?.split(" ")[0] === String(status);

function read(response: TransportResponse): { code: string; message: string } {
  try {
    const { error } = bodySchema.parse(response.json());
    if (typeof error === "string") return { code: error, message: "" };
    return { code: error.code ?? "", message: (error.message ?? "").replace(/[\p{Cc}\s]+/gu, " ").slice(0, 200) };
  } catch {
    return { code: "", message: "" };
  }
}

function waitOf({ headers }: TransportResponse): number | undefined {
  const seconds = Number(headers["retry-after"]);
  return seconds > 0 ? seconds * 1_000 : undefined;
}
