import type { Button } from "@/lib/schemas/content";
import {
  type Outbound,
  type OutboundAttachment,
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
import { sentSchema, type TelegramCredentials } from "./payload";
import { MovedError } from "./send-errors";

// Bot API, InlineKeyboardButton.callback_data.
const MAX_CALLBACK_BYTES = 64;

export const outbound: Outbound<TelegramCredentials> = { render, send };

/** Text first, cut at sentence ends, then each file as an upload: Telegram need not reach us to get it. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const chat = chatOfThread(context.thread);
  const { texts: words, buttons } = renderTexts(message, context.capabilities);
  const texts: Part[] = words.map((text) => ({
    body: { method: "sendMessage", params: { ...chat, text } },
  }));
  const files: Part[] = message.attachments.map((attachment, attachmentIndex) => ({ body: renderFile(chat, attachment), attachmentIndex }));
  const parts = [...texts, ...files];
  const [first] = parts;
  const last = parts.at(-1);
  if (!first || !last) throw new SendError("content", "There is nothing to send.", { retryable: false });
  // Answered even when the quoted message is gone: the answer matters more than the quotation.
  if (message.replyToExternalId) paramsOf(first).reply_parameters = { message_id: Number(message.replyToExternalId), allow_sending_without_reply: true };
  const keyboard = renderButtons(buttons);
  if (keyboard) paramsOf(last).reply_markup = { inline_keyboard: keyboard };
  return parts;
}

function paramsOf(part: Part): Record<string, unknown> {
  return part.body.params as Record<string, unknown>;
}

/** Telegram shows these as pictures; any other image (SVG, HEIC, animated GIF) arrives as a file, unchanged. */
const PHOTO_TYPES = /^image\/(jpeg|png|webp)$/;

function renderFile(chat: object, { kind, name, mimeType }: OutboundAttachment): Record<string, unknown> {
  const [method, field] = methodOf(kind, mimeType);
  return { method, params: { ...chat }, file: { field, name, mimeType } };
}

function methodOf(kind: OutboundAttachment["kind"], mimeType: string): [method: string, field: string] {
  if (kind === "image" && PHOTO_TYPES.test(mimeType)) return ["sendPhoto", "photo"];
  if (kind === "video") return ["sendVideo", "video"];
  if (kind === "audio") return ["sendAudio", "audio"];
  if (kind === "voice") return ["sendVoice", "voice"];
  return ["sendDocument", "document"];
}

function renderButtons(buttons: Button[]): object[][] | null {
  if (buttons.length === 0) return null;
  const isTooLong = buttons.some((button) => button.type === "reply" && Buffer.byteLength(button.value ?? button.title) > MAX_CALLBACK_BYTES);
  if (isTooLong) throw new SendError("content", `A button's value has at most ${MAX_CALLBACK_BYTES} bytes.`, { retryable: false });
  return buttons.map((button) => [{ text: button.title, ...(button.type === "link" ? { url: button.url } : { callback_data: button.value ?? button.title }) }]);
}

/** One call, and a second one when the group has moved meanwhile: nothing was sent by the first. Throws SendError. */
async function send(request: SendRequest<TelegramCredentials>, transport: Transport): Promise<SendResult> {
  const call = await toCall(request);
  const sent = await callBot(call, sentSchema, transport).catch((error: unknown) => {
    if (!(error instanceof MovedError)) throw error;
    return callBot({ ...call, params: { ...call.params, chat_id: error.chatId } }, sentSchema, transport);
  });
  return { externalIds: [sent.message_id] };
}

async function toCall({ part, config, readAttachment }: SendRequest<TelegramCredentials>): Promise<BotCall> {
  const { method, params, file } = part.body as { method: string; params: Record<string, unknown>; file?: Omit<NonNullable<BotCall["file"]>, "bytes"> };
  const call = { apiUrl: config.apiUrl, botToken: config.credentials.botToken, method, params };
  if (!file || part.attachmentIndex === undefined) return call;
  return { ...call, file: { ...file, bytes: await readAttachment(part.attachmentIndex) } };
}
