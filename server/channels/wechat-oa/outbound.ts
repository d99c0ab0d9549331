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
import { callAsAccount } from "./call-as-account";
import type { WechatCredentials } from "./payload";
import { DEAD_MEDIA } from "./send-errors";
import { uploadMedia } from "./upload";

export const outbound: Outbound<WechatCredentials> = { render, send };

/** Text first, then each file: WeChat takes one thing a message, and counts every one of them. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  checkAttachments(message.attachments, context.capabilities);
  const { texts, buttons } = renderTexts(message, context.capabilities);
  const bodies = texts.map((text, index) => (index === texts.length - 1 && buttons.length > 0 ? renderMenu(text, buttons) : renderText(text)));
  const files = message.attachments.map((attachment, attachmentIndex) => ({ body: renderFile(attachment), attachmentIndex }));
  const parts: Part[] = [...bodies.map((body) => ({ body })), ...files];
  if (parts.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  return parts.map((part) => ({ ...part, body: { touser: context.to.value, ...part.body } }));
}

function renderText(content: string): Record<string, unknown> {
  return { msgtype: "text", text: { content } };
}

/** Shown as lines to tap; a tap comes back as a message with the id. */
function renderMenu(text: string, buttons: Button[]): Record<string, unknown> {
  const list = buttons.map((button) => ({ id: (button.type === "reply" && button.value) || button.title, content: button.title }));
  return { msgtype: "msgmenu", msgmenu: { head_content: text, list, tail_content: "" } };
}

/** Sound of every kind leaves as a voice message: WeChat has no other. The id is put in when the file is there. */
function renderFile({ kind, name, mimeType }: OutboundAttachment): Record<string, unknown> {
  const file = { name, mimeType };
  if (kind === "video") return { msgtype: "video", video: { title: name }, file };
  return { msgtype: kind === "image" ? "image" : "voice", file };
}

interface FilePart {
  msgtype: "image" | "voice" | "video";
  file: { name: string; mimeType: string };
}

/** One message, its file uploaded before. WeChat gives no id and knows no repetition: a call that was not answered is never made again. */
async function send(request: SendRequest<WechatCredentials>, transport: Transport): Promise<SendResult> {
  const { part, config, readAttachment } = request;
  const { file, ...message } = part.body as Partial<FilePart> & Record<string, unknown>;
  if (!file || part.attachmentIndex === undefined) return post(request, message, transport);
  const { msgtype } = part.body as unknown as FilePart;
  const bytes = await readAttachment(part.attachmentIndex);
  const sendUploaded = async () => {
    const mediaId = await uploadMedia(config, { ...file, type: msgtype, bytes }, transport);
    return post(request, { ...message, [msgtype]: { media_id: mediaId, ...(message[msgtype] as object | undefined) } }, transport);
  };
  return sendUploaded().catch((error: unknown) => {
    // Nothing was sent; another copy may be known.
    if (error instanceof SendError && error.code === DEAD_MEDIA) return sendUploaded();
    throw error;
  });
}

async function post({ config }: SendRequest<WechatCredentials>, body: Record<string, unknown>, transport: Transport): Promise<SendResult> {
  const response = await callAsAccount(config, { method: "POST", path: "/cgi-bin/message/custom/send", body }, transport);
  if (!/"errcode"\s*:\s*0\b/.test(response.text())) throw new SendError("unknown", "WeChat's answer could not be read.", { retryable: false });
  return { externalIds: [] };
}
