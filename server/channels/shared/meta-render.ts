import type { Button } from "@/lib/schemas/content";
import { type AttachmentKind, type OutboundAttachment, type OutboundMessage, type RenderContext, SendError } from "@/server/channels/contract";
import { checkAttachments } from "./check-attachments";
import { renderTexts } from "./render-texts";

const WIRE_TYPES: Partial<Record<AttachmentKind, string>> = { image: "image", audio: "audio", voice: "audio", video: "video", file: "file" };

/** Button template, as of 2026-09: three buttons under a text of 640 characters. Unlike quick replies they may open links. */
const TEMPLATE_BUTTONS = 3;
const TEMPLATE_TEXT = 640;

type Content = Record<string, unknown>;

export interface MetaLimits {
  /** Pictures that may stand in one message. */
  images: number;
}

/**
 * What a message says, each element one `message` of the Send API: texts first, cut at sentence ends, then the files, since Meta takes
 * both only apart. Pictures stand together. Throws SendError "content" for what cannot be carried.
 */
export function renderContents(message: OutboundMessage, { capabilities }: RenderContext, limits: MetaLimits): Content[] {
  checkAttachments(message.attachments, capabilities);
  const { texts, buttons } = renderButtons(message, capabilities);
  const contents: Content[] = [...texts, ...group(message.attachments, limits.images).map(renderFiles)];
  const last = contents.at(-1);
  if (!last) throw new SendError("content", "There is nothing to send.", { retryable: false });
  // Quick replies vanish as soon as anything follows them.
  if (buttons.length > 0) last.quick_replies = buttons.map(({ title, value }) => ({ content_type: "text", title, payload: value }));
  return contents;
}

interface Rendered {
  texts: Content[];
  buttons: { title: string; value: string }[];
}

/** Answers to tap are quick replies. With a link among them they become the buttons of a template, or lines where that is too small. */
function renderButtons(message: OutboundMessage, capabilities: RenderContext["capabilities"]): Rendered {
  const { texts, buttons } = renderTexts(message, capabilities);
  const plain = texts.map((text) => ({ text }));
  const replies = buttons.flatMap((button) => (button.type === "reply" ? [{ title: button.title, value: button.value ?? button.title }] : []));
  if (replies.length === buttons.length) return { texts: plain, buttons: replies };
  const lastText = texts.at(-1) ?? "";
  if (buttons.length > TEMPLATE_BUTTONS || lastText === "" || lastText.length > TEMPLATE_TEXT)
    return renderButtons(message, { ...capabilities, linkButtons: false });
  const payload = { template_type: "button", text: lastText, buttons: buttons.map(templateButton) };
  return { texts: [...plain.slice(0, -1), { attachment: { type: "template", payload } }], buttons: [] };
}

function templateButton(button: Button): Content {
  if (button.type === "link") return { type: "web_url", title: button.title, url: button.url };
  return { type: "postback", title: button.title, payload: button.value ?? button.title };
}

/** Neighbouring pictures together, as many as one message takes; every other file alone. */
function group(attachments: OutboundAttachment[], images: number): OutboundAttachment[][] {
  const groups: OutboundAttachment[][] = [];
  for (const attachment of attachments) {
    const current = groups.at(-1);
    const fits = attachment.kind === "image" && current?.[0]?.kind === "image" && current.length < images;
    if (fits) current.push(attachment);
    else groups.push([attachment]);
  }
  return groups;
}

function renderFiles(files: OutboundAttachment[]): Content {
  const [first, ...others] = files.map(({ kind, url }) => ({ type: WIRE_TYPES[kind], payload: { url } }));
  return others.length > 0 ? { attachments: [first, ...others] } : { attachment: first };
}

/** How a message stands to the reply window: a plain answer, or a person's later one. Throws SendError "window" when that is over, too. */
export function taggedFor({ hoursSinceInbound: hours, capabilities: { window } }: RenderContext, platform: string): { messaging_type: string; tag?: string } {
  // Never heard from (an echo began the conversation): Meta knows better than we do.
  if (hours === null || !window || hours <= window.hours) return { messaging_type: "RESPONSE" };
  if (hours <= (window.extendedHours ?? window.hours)) return { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
  throw new SendError("window", `${platform} allows answers for seven days after the person's last message. They have to write first.`, { retryable: false });
}
