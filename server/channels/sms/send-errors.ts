import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import { wireTable } from "@/server/channels/shared/wire-table";
import { errorSchema } from "./payload";

/*
 * What Twilio's refusals mean, by code; those from 30001 on come hours later, with a status. The words are Twilio's to change.
 * Source: twilio.com/docs/api/errors, read 2026-11-21.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message: string;
}

const REAUTH: Meaning = { kind: "auth", message: "Twilio does not accept the account's access. Connect it again with the current auth token or key." };
const SUSPENDED: Meaning = { kind: "auth", message: "Twilio has suspended the account. See the Twilio console." };
const SLOW: Meaning = { kind: "throttled", retryable: true, message: "Twilio takes no more messages at the moment; it is sent again by itself." };
const QUEUE_FULL: Meaning = { kind: "throttled", retryable: true, message: "Too many messages wait for this number at Twilio; it is sent again by itself." };
const OPTED_OUT: Meaning = { kind: "blocked", message: "The customer has opted out of texts from this number. They can come back by sending START." };
const NO_NUMBER: Meaning = { kind: "unreachable", message: "This is no number that can get texts. Check it with the customer." };
const LANDLINE: Meaning = { kind: "unreachable", message: "This number cannot get texts: it is a landline, or its network does not take them." };
const SENDER: Meaning = { kind: "auth", message: "Our number cannot send texts to there any more. Check it in the Twilio console." };
const MEDIA: Meaning = { kind: "content", message: "Twilio could not take the file: its type, its size or its link." };

const BY_CODE = wireTable<Meaning>({
  20003: REAUTH,
  20005: SUSPENDED,
  30002: SUSPENDED,
  20429: SLOW,
  14107: SLOW,
  63018: SLOW,
  21611: QUEUE_FULL,
  30001: QUEUE_FULL,
  21610: OPTED_OUT,
  21211: NO_NUMBER,
  21614: LANDLINE,
  21612: { kind: "unreachable", message: "Texts cannot be sent from our number to this one: their countries' networks are not connected." },
  21408: { kind: "unreachable", message: "Texts to this country are switched off in the Twilio console, under Geo permissions." },
  21602: { kind: "content", message: "There is nothing to send." },
  21617: { kind: "content", message: "The text is longer than 1,600 characters. Send it in parts." },
  21620: MEDIA,
  21623: MEDIA,
  21606: SENDER,
  21603: SENDER,
  21703: { kind: "auth", message: "The Messaging Service has no number that can send this. Add one in the Twilio console." },
  20404: { kind: "auth", message: "Twilio knows no such account or sender any more. Connect the channel again." },
  30003: { kind: "unreachable", message: "The phone was off or out of reach. Try again later." },
  30004: { kind: "unreachable", message: "The customer's phone or network blocks our texts." },
  30005: { kind: "unreachable", message: "The number does not exist or is not in use." },
  30006: LANDLINE,
  30007: { kind: "content", message: "The network took the text for spam. Word it differently, without short links." },
  30008: { kind: "unreachable", message: "The network did not deliver it and gave no reason." },
  30032: { kind: "auth", message: "US and Canadian networks block our toll-free number until it is verified in the Twilio console." },
  30034: { kind: "auth", message: "US networks block our number until it is registered for A2P 10DLC in the Twilio console." },
});

const OTHER: Meaning = { kind: "content", message: "Twilio refused the message." };

/** What a code means, for a refusal now or a status later. */
export const meaningOf = (code: string): Meaning => BY_CODE[code] ?? { ...OTHER, message: `The text was not delivered (Twilio's code ${code.slice(0, 10)}).` };

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse): SendError | null {
  const { status, headers } = response;
  if (status < 400) return null;
  const error = readError(response);
  const known = error?.code === undefined ? undefined : BY_CODE[String(error.code)];
  const meaning = known ?? byStatus(status);
  const words = known || !error?.message ? meaning.message : `${meaning.message} ${error.message}`;
  return new SendError(meaning.kind, words.slice(0, 500), {
    retryable: meaning.retryable ?? false,
    code: error?.code === undefined ? `http-${status}` : String(error.code),
    retryAfterMs: meaning.kind === "throttled" && Number(headers["retry-after"]) > 0 ? Number(headers["retry-after"]) * 1000 : undefined,
  });
}

/** A failure of Twilio's own says nothing about whether the text is on its way, and there is no key to repeat it under. */
function byStatus(status: number): Meaning {
  if (status >= 500) return { kind: "unknown", message: "Twilio had a failure; the text may have been sent." };
  if (status === 429) return SLOW;
  return status === 401 ? REAUTH : status === 404 ? (BY_CODE["20404"] as Meaning) : OTHER;
}

function readError(response: TransportResponse) {
  try {
    return errorSchema.safeParse(response.json()).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
