import {
  type Outbound,
  type OutboundMessage,
  type Part,
  type RenderContext,
  SendError,
  type SendRequest,
  type SendResult,
  type Transport,
} from "@/server/channels/contract";
import { checkAttachments } from "@/server/channels/shared/check-attachments";
import { renderTexts } from "@/server/channels/shared/render-texts";
import { type BotCall, callBot } from "./bot-api";
import { chatOfThread } from "./parties";
import { albumSchema, sentSchema, type TelegramCredentials } from "./payload";
import { renderFiles, type Upload } from "./render-files";
import { keyboardOf, withoutFormatting, wordsOf } from "./render-words";
import { MovedError } from "./send-errors";

export const outbound: Outbound<TelegramCredentials> = { render, send };

/** Text first, cut at sentence ends, then the files. Buttons hang under the last text: an album takes none. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const chat = chatOfThread(context.thread);
  const { texts: words, buttons } = renderTexts(message, context.capabilities);
  const texts: Part[] = words.map((text) => ({ body: { method: "sendMessage", params: { ...chat, ...wordsOf(text) } } }));
  const parts = [...texts, ...renderFiles(chat, message.attachments)];
  const [first] = parts;
  if (!first) throw new SendError("content", "There is nothing to send.", { retryable: false });
  // Answered even when the quoted message is gone: the answer matters more than the quotation.
  if (message.replyToExternalId) paramsOf(first).reply_parameters = { message_id: Number(message.replyToExternalId), allow_sending_without_reply: true };
  const lastText = texts.at(-1);
  if (lastText) Object.assign(paramsOf(lastText), keyboardOf(buttons));
  return parts;
}

function paramsOf(part: Part): Record<string, unknown> {
  return part.body.params as Record<string, unknown>;
}

/** Said of the markup, so nothing was sent (tdlib/telegram-bot-api, Client.cpp). */
const UNREADABLE = /can't parse entities/i;

/** One call, and a second one where the first is known to have sent nothing: the group has moved, or its markup cannot be read. Throws SendError. */
async function send(request: SendRequest<TelegramCredentials>, transport: Transport): Promise<SendResult> {
  const call = await toCall(request);
  const externalIds = await ask(call, transport).catch((error: unknown) => {
    if (error instanceof MovedError) return ask({ ...call, params: { ...call.params, chat_id: error.chatId } }, transport);
    if (error instanceof SendError && UNREADABLE.test(error.message) && call.params.parse_mode) {
      return ask({ ...call, params: withoutFormatting(call.params) }, transport);
    }
    throw error;
  });
  return { externalIds };
}

async function ask(call: BotCall, transport: Transport): Promise<string[]> {
  if (call.method !== "sendMediaGroup") return [(await callBot(call, sentSchema, transport)).message_id];
  return (await callBot(call, albumSchema, transport)).map((sent) => sent.message_id);
}

async function toCall({ part, config, readAttachment }: SendRequest<TelegramCredentials>): Promise<BotCall> {
  const { method, params, files = [] } = part.body as { method: string; params: Record<string, unknown>; files?: Upload[] };
  const call = { apiUrl: config.apiUrl, botToken: config.credentials.botToken, method, params };
  const uploads: NonNullable<BotCall["files"]> = [];
  for (const { index, ...facts } of files) uploads.push({ ...facts, bytes: await readAttachment(index) });
  return { ...call, files: uploads };
}
