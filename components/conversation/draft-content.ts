import { parseMarkdown } from "@/lib/rich-text/parse";
import { type SplitMessage, splitMessage } from "@/lib/rich-text/render-message";
import { isUnformatted } from "@/lib/rich-text/tree";
import type { Button, MessageContent } from "@/lib/schemas/content";
import type { Draft } from "./drafts";
import type { Capabilities } from "./types";

/** Buttons that say something; a link leads somewhere. */
export function readyButtons(buttons: Button[] = []): Button[] {
  return buttons.filter((button) => button.title.trim() !== "" && (button.type === "reply" || /^https?:\/\/[^/]/.test(button.url)));
}

/** What goes with a draft's words: that they are Markdown, only where they are, and its buttons. Undefined when they are just words. */
export function contentOf({ text, buttons }: Pick<Draft, "text" | "buttons">, takesButtons: boolean): MessageContent | undefined {
  const format = isUnformatted(parseMarkdown(text)) ? undefined : ("markdown" as const);
  const ready = takesButtons ? readyButtons(buttons) : [];
  return format || ready.length > 0 ? { ...(format && { format }), ...(ready.length > 0 && { buttons: ready }) } : undefined;
}

/** What this channel makes of it, the same that the server will: a tree for each message. */
export function shownBy(capabilities: Capabilities, { text, content }: { text: string; content: MessageContent | undefined }): SplitMessage {
  return splitMessage({ text, payload: content ?? null }, capabilities);
}
