import type { Button } from "@/lib/schemas/content";
import type { OutboundAttachment, OutboundMessage, RenderContext } from "@/server/channels/contract";
import { renderTexts } from "@/server/channels/shared/render-texts";
import { senderOf } from "./sender";

export type WireMessage = Record<string, unknown> & { type: string };

// Messaging API reference, "Text message", "Flex Message".
const MAX_ALT_TEXT = 1_500;
const PICTURES = ["image/jpeg", "image/png"];
const FILMS = ["video/mp4"];
const SOUNDS = ["audio/mp4", "audio/x-m4a", "audio/aac", "audio/mpeg", "audio/mp3"];

/** A message as LINE's own: the words, then a message for each file, then what can be pressed. */
export function renderMessages(message: OutboundMessage, { capabilities }: RenderContext): WireMessage[] {
  const { texts, buttons } = renderTexts(message, capabilities);
  const quoteToken = message.replyToHandles?.quote;
  const words = texts.map((text, index) => ({ type: "text", text, ...(index === 0 && quoteToken ? { quoteToken } : {}) }));
  const all: WireMessage[] = [...words, ...message.attachments.map(renderFile)];
  const sender = senderOf(message);
  return withButtons(all, buttons).map((one) => (sender ? { ...one, sender } : one));
}

/** Quick replies vanish with the next message, so they hang on the last; what opens a link stays, on a card of its own. */
function withButtons(messages: WireMessage[], buttons: Button[]): WireMessage[] {
  const last = messages.at(-1);
  if (buttons.length === 0 || !last) return messages;
  if (buttons.some((button) => button.type === "link")) return [...messages, card(buttons)];
  return [...messages.slice(0, -1), { ...last, quickReply: { items: buttons.map((button) => ({ type: "action", action: actionOf(button) })) } }];
}

/** A value comes back by itself, with the title shown as said; without one the title is simply sent. */
function actionOf(button: Button): object {
  const { title: label } = button;
  if (button.type === "link") return { type: "uri", label, uri: button.url };
  return button.value === undefined ? { type: "message", label, text: label } : { type: "postback", label, data: button.value, displayText: label };
}

/** altText is what lists, notifications and programs that cannot show a card have in its place. */
function card(buttons: Button[]): WireMessage {
  const lines = buttons.map((button, index) => `${index + 1}. ${button.title}${button.type === "link" ? ` (${button.url})` : ""}`);
  const contents = buttons.map((button) => ({ type: "button", style: "link", height: "sm", action: actionOf(button) }));
  return {
    type: "flex",
    altText: lines.join("\n").slice(0, MAX_ALT_TEXT),
    contents: { type: "bubble", body: { type: "box", layout: "vertical", contents } },
  };
}

/** LINE fetches and shows pictures, films and sounds of these types; it has no files, so anything else is given as a link. */
function renderFile(file: OutboundAttachment): WireMessage {
  const { kind, mimeType, url, previewUrl, durationMs } = file;
  if (kind === "image" && PICTURES.includes(mimeType)) return { type: "image", originalContentUrl: url, previewImageUrl: previewUrl ?? url };
  // A film needs a still, a sound its length.
  if (kind === "video" && FILMS.includes(mimeType) && previewUrl) return { type: "video", originalContentUrl: url, previewImageUrl: previewUrl };
  if ((kind === "audio" || kind === "voice") && SOUNDS.includes(mimeType) && durationMs)
    return { type: "audio", originalContentUrl: url, duration: durationMs };
  return { type: "text", text: `${file.name}\n${file.lastingUrl ?? url}` };
}
