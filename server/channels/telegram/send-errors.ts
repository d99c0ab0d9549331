import { SendError, type SendErrorKind, type TransportResponse } from "@/server/channels/contract";
import type { ApiAnswer } from "./payload";

/*
 * What Telegram's refusals mean. There is a number (the HTTP status again) and a description in English; where the number
 * is not enough, the description's stable beginning decides.
 * Source: the refusals written in github.com/tdlib/telegram-bot-api (Client.cpp), as of 2026-06.
 */

interface Meaning {
  kind: SendErrorKind;
  retryable?: boolean;
  message?: string;
}

const RETRY: Meaning = { kind: "unreachable", retryable: true, message: "Telegram had a temporary failure." };
const TOKEN: Meaning = { kind: "auth", message: "Telegram no longer accepts this bot's token. Get the current one from @BotFather." };

/** Bad requests (400) about the person rather than the message. */
const NOBODY_THERE =
  /chat not found|user not found|PEER_ID_INVALID|group chat was deactivated|have no rights to send|not enough rights|need administrator rights/i;

/** The group goes on under another id; the thread follows by an update of its own. */
export class MovedError extends SendError {
  constructor(readonly chatId: number) {
    super("unreachable", "The group became a supergroup.", { retryable: true, code: "400" });
  }
}

function meaningOf(status: number, description: string): Meaning {
  if (status === 429) return { kind: "throttled", retryable: true };
  // A malformed token makes an unknown address.
  if (status === 401 || status === 404) return TOKEN;
  if (status === 403) return { kind: "blocked" };
  if (status === 409) return { kind: "auth", message: "Another program uses this bot at the same time." };
  if (status >= 500) return RETRY;
  return NOBODY_THERE.test(description) ? { kind: "blocked" } : { kind: "content" };
}

const GATEWAY_TIMEOUT = 504;

/** Null when the call succeeded. */
export function toSendError(response: TransportResponse, answer: ApiAnswer | null): SendError | null {
  if (answer?.ok === true && response.status < 400) return null;
  if (!answer) return withoutAnswer(response.status);
  const movedTo = answer.parameters?.migrate_to_chat_id;
  if (movedTo !== undefined) return new MovedError(Number(movedTo));
  const status = answer.error_code ?? response.status;
  const description = answer.description ?? "";
  const meaning = meaningOf(status, description);
  const retryAfter = answer.parameters?.retry_after;
  return new SendError(meaning.kind, meaning.message ?? (description || "Telegram refused the message."), {
    retryable: meaning.retryable ?? false,
    code: String(status),
    retryAfterMs: meaning.kind === "throttled" && retryAfter !== undefined ? retryAfter * 1000 : undefined,
  });
}

/** From something in front of the API. A gateway's time-out, and a success nobody can read, say nothing about the message. */
function withoutAnswer(status: number): SendError {
  const code = `http-${status}`;
  if (status < 400 || status === GATEWAY_TIMEOUT) {
    return new SendError("unknown", "Telegram's answer could not be read; the message may have arrived.", { retryable: false, code });
  }
  const meaning = meaningOf(status, "");
  return new SendError(meaning.kind, meaning.message ?? "Telegram refused the message.", { retryable: meaning.retryable ?? false, code });
}
