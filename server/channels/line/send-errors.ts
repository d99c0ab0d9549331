import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { errorSchema } from "./payload";

/*
 * What LINE's refusals mean. LINE has no codes of its own: the status decides, and where one status means two things the words do.
 * Source: Messaging API reference, "Status codes" and "Error responses", read 2026-11-21.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message: string;
}

const THROTTLED: Meaning = { kind: "throttled", retryable: true, message: "LINE wants fewer calls; it is sent again by itself." };
/** Waiting an hour does not help, so it is no throttling. */
const MONTHLY: Meaning = {
  kind: "unreachable",
  message: "The account's messages of this month are used up at LINE. Answer within a minute of the customer's message, or raise the plan.",
};
/** The call may have been taken: repeated only under the same retry key. */
const SERVER: Meaning = { kind: "unknown", message: "LINE had a failure and does not say whether it took the message." };

const BY_STATUS: Record<number, Meaning> = {
  401: { kind: "auth", message: "LINE does not accept this account's access. Connect the account again with its current channel secret." },
  403: { kind: "auth", message: "LINE does not allow this: the account's plan or permissions do not include it, or it is suspended." },
  404: { kind: "blocked", message: "LINE does not know this person here: they are no friend of the account, or not in the group." },
  409: { kind: "content", message: "LINE has taken this message already." },
  410: { kind: "content", message: "LINE has ended this call. Update Parley." },
  413: { kind: "content", message: "The message is larger than LINE takes. Send it in parts." },
  415: { kind: "content", message: "LINE does not take this kind of file." },
  429: THROTTLED,
};

const OTHER: Meaning = { kind: "content", message: "LINE refused the message as not valid." };

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse): SendError | null {
  const { status, headers } = response;
  if (status < 400) return null;
  const error = readError(response);
  const meaning = meaningOf(status, error?.message ?? "");
  return new SendError(meaning.kind, wordsOf(meaning, error), {
    retryable: meaning.retryable ?? false,
    code: `http-${status}`,
    retryAfterMs: meaning === THROTTLED && Number(headers["retry-after"]) > 0 ? Number(headers["retry-after"]) * 1000 : undefined,
  });
}

function meaningOf(status: number, words: string): Meaning {
  if (status >= 500) return SERVER;
  return status === 429 && /monthly/i.test(words) ? MONTHLY : (BY_STATUS[status] ?? OTHER);
}

type WireError = ReturnType<typeof readError>;

/** What is wrong with one message is told in LINE's words, with the field that it names. */
function wordsOf(meaning: Meaning, error: WireError): string {
  if (meaning.kind !== "content" || !error?.message) return meaning.message;
  const details = (error.details ?? []).map(({ message, property }) => [property, message].filter(Boolean).join(": ")).join("; ");
  return `${meaning.message} LINE says: ${error.message}${details ? ` (${details})` : ""}`.slice(0, 500);
}

/** What LINE says is wrong; null for what is no error of its form. */
export function readError(response: TransportResponse) {
  try {
    return errorSchema.safeParse(response.json()).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
