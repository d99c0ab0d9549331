import type { Button } from "@/lib/schemas/content";
import {
  type AttachmentKind,
  type Capabilities,
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
import { callAsNumber } from "./graph";
import { sendAnswerSchema } from "./graph-payload";
import { isGroup, isPhone } from "./parties";
import type { WhatsappCredentials } from "./payload";
import { renderTemplate } from "./render-template";
import { type FileToUpload, uploadFile } from "./upload";

type Body = Part["body"];

// Cloud API reference, "Messages", as of 2026-03.
const MAX_CAPTION = 1024;
const MAX_BUTTONS = 3;
const MAX_BODY_WITH_BUTTONS = 1024;

const WIRE_TYPES: Partial<Record<AttachmentKind, string>> = {
  image: "image",
  audio: "audio",
  voice: "audio",
  video: "video",
  file: "document",
  sticker: "sticker",
};
const WITH_CAPTION: AttachmentKind[] = ["image", "video", "file"];

export const outbound: Outbound<WhatsappCredentials> = {
  render,
  refusal: ({ value }) => (isGroup(value) ? "WhatsApp groups can only be read here. Write to a member directly." : null),
  send,
};

/** A template alone, or the text cut at sentence ends and then one part a file. A short text under a single file is its caption. */
function render(message: OutboundMessage, context: RenderContext): Part[] {
  if (isGroup(context.to.value)) throw new SendError("unreachable", "WhatsApp groups can only be read here.", { retryable: false });
  checkAttachments(message.attachments, context.capabilities);
  const template = message.payload?.template;
  const contents = template ? [renderTemplate(message, template)] : renderContents(message, context);
  if (contents.length === 0) throw new SendError("content", "There is nothing to send.", { retryable: false });
  return contents.map(({ body, attachmentIndex }, index) => ({
    body: {
      ...(attachmentIndex === undefined ? {} : { file: fileOf(message.attachments[attachmentIndex] as OutboundAttachment) }),
      messaging_product: "whatsapp",
      recipient_type: "individual",
      // With the plus sign, or the country code of our own number is put before it.
      ...(isPhone(context.to.value) ? { to: `+${context.to.value}` } : { recipient: context.to.value }),
      ...(index === 0 && message.replyToExternalId ? { context: { message_id: message.replyToExternalId } } : {}),
      ...body,
      // Comes back in every status: how a send whose answer was lost is recognised.
      biz_opaque_callback_data: message.id,
    },
    ...(attachmentIndex === undefined ? {} : { attachmentIndex }),
  }));
}

/** Taken out again before the call: how the file is to be uploaded. */
function fileOf({ name, mimeType }: OutboundAttachment): FileToUpload {
  return { name, mimeType };
}

type Content = Pick<Part, "body" | "attachmentIndex">;

function renderContents(message: OutboundMessage, { capabilities }: RenderContext): Content[] {
  const { texts, buttons } = fitTexts(message, capabilities);
  const caption = captionOf(message, texts, buttons);
  const files = message.attachments.map((attachment, attachmentIndex) => ({ body: renderFile(attachment, caption), attachmentIndex }));
  if (caption !== null) return files;
  return [
    ...texts.map((text, index) => ({ body: index === texts.length - 1 && buttons.length > 0 ? renderButtons(text, buttons) : renderText(text) })),
    ...files,
  ];
}

/** WhatsApp shows replies or one link, not both, and its texts with buttons are shorter; what does not fit is written out as lines. */
function fitTexts(message: OutboundMessage, capabilities: Capabilities): { texts: string[]; buttons: Button[] } {
  const rendered = renderTexts(message, capabilities);
  if (rendered.buttons.length === 0) return rendered;
  const links = rendered.buttons.filter(({ type }) => type === "link").length;
  if (rendered.texts.length === 0 || (links > 0 && rendered.buttons.length > 1)) return renderTexts(message, { ...capabilities, buttons: 0 });
  const isTooLong = (rendered.texts.at(-1)?.length ?? 0) > MAX_BODY_WITH_BUTTONS;
  return isTooLong ? renderTexts(message, { ...capabilities, text: { ...capabilities.text, max: MAX_BODY_WITH_BUTTONS } }) : rendered;
}

function captionOf({ attachments }: OutboundMessage, texts: string[], buttons: Button[]): string | null {
  const [file, ...more] = attachments;
  const [text, ...moreTexts] = texts;
  if (!file || more.length > 0 || !WITH_CAPTION.includes(file.kind)) return null;
  return text !== undefined && moreTexts.length === 0 && buttons.length === 0 && text.length <= MAX_CAPTION ? text : null;
}

function renderText(text: string): Body {
  return { type: "text", text: { preview_url: /https?:\/\//.test(text), body: text } };
}

function renderFile({ kind, name }: OutboundAttachment, caption: string | null): Body {
  const type = WIRE_TYPES[kind] as string;
  const facts = {
    ...(caption === null ? {} : { caption }),
    ...(kind === "file" ? { filename: name } : {}),
    ...(kind === "voice" ? { voice: true } : {}),
  };
  return { type, [type]: facts };
}

/** A mark that needs no translation: what opens the list stands in a language that we do not know. */
const OPENS_LIST = "☰";

function renderButtons(text: string, buttons: Button[]): Body {
  const [first] = buttons;
  const interactive = (type: string, action: Body) => ({ type: "interactive", interactive: { type, body: { text }, action } });
  if (first?.type === "link") return interactive("cta_url", { name: "cta_url", parameters: { display_text: first.title, url: first.url } });
  const replies = buttons.map((button) => ({ id: (button.type === "reply" && button.value) || button.title, title: button.title }));
  if (replies.length <= MAX_BUTTONS) return interactive("button", { buttons: replies.map((reply) => ({ type: "reply", reply })) });
  return interactive("list", { button: OPENS_LIST, sections: [{ rows: replies }] });
}

/** The file first, where there is one; then the one call that reaches the customer. Throws SendError. */
async function send(request: SendRequest<WhatsappCredentials>, transport: Transport): Promise<SendResult> {
  const { file, ...body } = request.part.body;
  const index = request.part.attachmentIndex;
  const id = index === undefined ? null : await uploadFile(request, { ...(file as FileToUpload), index }, transport);
  const call = { method: "POST" as const, path: `${request.config.accountId}/messages`, body: id === null ? body : withFile(body, id) };
  const answer = await callAsNumber(request.config, call, transport);
  const sent = sendAnswerSchema.safeParse(answer);
  if (!sent.success) throw new SendError("unknown", "WhatsApp did not say which message it sent.", { retryable: false });
  return { externalIds: sent.data.messages.map(({ id }) => id) };
}

/** Puts the uploaded file's id where the file belongs: in the message, or in the header of its template. */
function withFile(body: Body, id: string): Body {
  const type = body.type as string;
  if (type !== "template") return { ...body, [type]: { id, ...(body[type] as Body) } };
  const template = body.template as { components: { type: string; parameters: Body[] }[] };
  const components = template.components.map((component) => {
    if (component.type !== "header") return component;
    return { ...component, parameters: component.parameters.map((parameter) => withFile(parameter, id)) };
  });
  return { ...body, template: { ...template, components } };
}
