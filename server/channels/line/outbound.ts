import { createHash } from "node:crypto";
import {
  type Outbound,
  type OutboundMessage,
  type Part,
  type RenderContext,
  SendError,
  type SendRequest,
  type SendResult,
  type Transport,
  type TransportResponse,
} from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import { readAnswer } from "./line-api";
import { type LineCredentials, sentSchema } from "./payload";
import { REPLY_SCENE } from "./read-event";
import { renderMessages, type WireMessage } from "./render-messages";
import { say } from "./sender";

/** openapi, ReplyMessageRequest and PushMessageRequest, messages. */
const MAX_MESSAGES_A_CALL = 5;

export const outbound: Outbound<LineCredentials> = { render, send };

/** Five messages a call: a reply token is good for one call, and a push is counted once whatever it holds. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const messages = renderMessages(message, context);
  if (messages.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  const calls = Math.ceil(messages.length / MAX_MESSAGES_A_CALL);
  return Array.from({ length: calls }, (_, call) => ({ body: { messages: messages.slice(call * MAX_MESSAGES_A_CALL, (call + 1) * MAX_MESSAGES_A_CALL) } }));
}

/** By the customer's reply token while it lives, which costs nothing; else pushed. Throws SendError. */
async function send(request: SendRequest<LineCredentials>, transport: Transport): Promise<SendResult> {
  const { window } = request;
  const token = window?.scene === REPLY_SCENE ? window.handle : null;
  const replied = token ? await reply(request, token, transport) : null;
  if (replied) return replied;
  const pushed = await push(request, transport);
  return token ? { ...pushed, isWindowSpent: true } : pushed;
}

/**
 * Null when LINE refused the call, most likely because the token is used or too old: nothing was sent, and a push will tell what
 * else may be wrong. A reply has no retry key, so what may have gone through is never sent again, by push neither.
 */
async function reply(request: SendRequest<LineCredentials>, replyToken: string, transport: Transport): Promise<SendResult | null> {
  const call = { method: "POST" as const, path: "/v2/bot/message/reply", body: { replyToken, ...bodyOf(request) } };
  const response = await say(request.config, call, transport);
  if (response.status === 400) return null;
  return sentOf(response);
}

/** The same key makes the same push one push for a day (Messaging API, "Retry an API request"): 409 says that it was taken before. */
async function push(request: SendRequest<LineCredentials>, transport: Transport): Promise<SendResult> {
  const { config, to, idempotencyKey } = request;
  const headers = { "x-line-retry-key": retryKey(idempotencyKey) };
  const call = { method: "POST" as const, path: "/v2/bot/message/push", headers, body: { to: to.value, ...bodyOf(request) } };
  try {
    const response = await say(config, call, transport);
    return sentOf(response.status === 409 ? { ...response, status: 200 } : response);
  } catch (error) {
    if (error instanceof SendError && error.kind === "unknown" && !error.retryable) throw repeatable(error);
    throw error;
  }
}

/** As `render` has made it. */
const bodyOf = ({ part }: SendRequest<LineCredentials>) => part.body as { messages: WireMessage[] };

function sentOf(response: TransportResponse): SendResult {
  return { externalIds: readAnswer(response, sentSchema).sentMessages.map(({ id }) => id) };
}

function repeatable(error: SendError): SendError {
  return new SendError("unknown", error.message, { retryable: true, code: error.code ?? undefined, cause: error });
}

/** LINE wants a UUID. Ours is made of the key, so that every attempt has the same one (RFC 9562, version 8). */
function retryKey(idempotencyKey: string): string {
  const hex = createHash("sha256").update(idempotencyKey).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
