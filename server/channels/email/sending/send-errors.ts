import { SendError } from "@/server/channels/contract";
import { RecipientsRefused, SubmitError } from "./smtp-session";

interface SmtpFailure extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/** What a failed hand-over means. Throwing it away is never right: the sender decides by it whether the mail leaves again. */
export function submitError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (!(error instanceof SubmitError)) return new SendError("unknown", "The mail server's answer could not be read.", { retryable: false, cause: error });
  const cause = error.cause as SmtpFailure;
  if (cause instanceof RecipientsRefused) return refusedRecipients(cause);
  if (cause.responseCode) return refusal(cause, cause.responseCode);
  if (error.isWhole) {
    return new SendError("unknown", "The mail server fell silent after it had the whole mail; it may have left.", { retryable: false, cause });
  }
  if (cause.code === "EMESSAGE" || cause.code === "EENVELOPE") return new SendError("content", cause.message, { retryable: false, cause });
  return new SendError("unreachable", "The connection to the mail server broke before it had the mail.", { retryable: true, code: cause.code, cause });
}

/** Nobody got it. Worth another try as long as one of them is only asked to wait: greylisting ends by itself. */
function refusedRecipients({ refusals, ...cause }: RecipientsRefused): SendError {
  const words = refusals.map(({ recipient, response }) => `${recipient}: ${clean(response)}`).join("; ");
  const lasting = refusals.find(({ responseCode = 0 }) => responseCode >= 500);
  if (lasting) return new SendError("unreachable", words, { retryable: false, code: String(lasting.responseCode), cause });
  return new SendError("throttled", words, { retryable: true, code: String(refusals[0]?.responseCode ?? 450), cause });
}

function refusal(cause: SmtpFailure, code: number): SendError {
  const words = clean(cause.response ?? cause.message);
  const facts = { code: String(code), cause };
  if (code < 500) return new SendError("throttled", words, { retryable: true, ...facts });
  // RFC 4954, section 6: a password is wanted, or this sign-in may not do this.
  if (code === 530 || code === 535 || code === 534 || code === 538) return new SendError("auth", words, { retryable: false, ...facts });
  if (cause.command === "RCPT TO") return new SendError("unreachable", words, { retryable: false, ...facts });
  return new SendError("content", words, { retryable: false, ...facts });
}

const clean = (words = ""): string =>
  words
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
