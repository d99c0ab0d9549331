import { lengthIn } from "@/lib/rich-text/length";
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
import type { WecomCredentials } from "./payload";
import { postMessage } from "./post-message";
import { DEAD_MEDIA } from "./send-errors";
import { uploadMedia } from "./upload";

export const outbound: Outbound<WecomCredentials> = { render, send };

/** A menu's words may be half as long as a message: developer.work.weixin.qq.com/document/path/94677, read 2026-11-21. */
const MENU_WORDS = { max: 1024, unit: "bytes", formatting: "plain" } as const;
const MAX_BUTTON_BYTES = 128;

/** Text first, then each file: WeCom takes one thing a message, and counts every one of them. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const files = message.attachments.map((attachment, attachmentIndex) => ({ body: renderFile(attachment), attachmentIndex }));
  const parts: Part[] = [...renderWords(message, context).map((body) => ({ body })), ...files];
  if (parts.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  return parts.map((part) => ({ ...part, body: { touser: context.to.value, ...part.body } }));
}

function renderWords(message: OutboundMessage, { capabilities }: RenderContext): Record<string, unknown>[] {
  const { texts, buttons } = renderTexts(message, capabilities);
  const last = texts.at(-1);
  if (last === undefined || buttons.length === 0) return texts.map(renderText);
  const menu = renderTexts({ text: last, payload: { buttons } }, { ...capabilities, text: MENU_WORDS });
  return [...[...texts.slice(0, -1), ...menu.texts.slice(0, -1)].map(renderText), renderMenu(menu.texts.at(-1) ?? "", buttons)];
}

function renderText(content: string): Record<string, unknown> {
  return { msgtype: "text", text: { content } };
}

/** Shown as lines to tap; a tap comes back as a message with the id. */
function renderMenu(text: string, buttons: Button[]): Record<string, unknown> {
  return { msgtype: "msgmenu", msgmenu: { head_content: text, list: buttons.map(renderButton) } };
}

function renderButton(button: Button): Record<string, unknown> {
  if (button.type === "link") return { type: "view", view: { url: button.url, content: button.title } };
  const id = button.value || button.title;
  if (lengthIn("bytes", id) > MAX_BUTTON_BYTES)
    throw new SendError("content", `What the button "${button.title}" sends back is longer than the ${MAX_BUTTON_BYTES} bytes that WeCom takes.`, {
      retryable: false,
    });
  return { type: "click", click: { id, content: button.title } };
}

/** Only voice messages may be recordings; other sound leaves as a file. The id is put in when the file is there. */
function renderFile({ kind, name, mimeType }: OutboundAttachment): Record<string, unknown> {
  const msgtype = kind === "image" || kind === "video" || kind === "voice" ? kind : "file";
  return { msgtype, file: { name, mimeType } };
}

interface FilePart {
  msgtype: "image" | "voice" | "video" | "file";
  file: { name: string; mimeType: string };
}

/** One message, its file uploaded before. */
async function send(request: SendRequest<WecomCredentials>, transport: Transport): Promise<SendResult> {
  const { part, config, readAttachment } = request;
  if (part.attachmentIndex === undefined) return postMessage(request, part.body, transport);
  const { file, msgtype, ...message } = part.body as unknown as FilePart;
  const bytes = await readAttachment(part.attachmentIndex);
  const sendUploaded = async () => {
    const mediaId = await uploadMedia(config, { ...file, type: msgtype, bytes }, transport);
    return postMessage(request, { ...message, msgtype, [msgtype]: { media_id: mediaId } }, transport);
  };
  return sendUploaded().catch((error: unknown) => {
    // Nothing was sent; another copy may be known.
    if (error instanceof SendError && error.code === DEAD_MEDIA) return sendUploaded();
    throw error;
  });
}
