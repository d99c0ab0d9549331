import { AppError } from "@/lib/errors";
import { renderMessage } from "@/lib/rich-text/render-message";
import type { MessageContent } from "@/lib/schemas/content";
import { MAX_TEXT } from "@/lib/schemas/message";
import { MAX_PARTS, type ReplyChannel } from "./assert-can-send";

interface Words {
  text: string;
  content?: MessageContent;
  /** The writer knows that it will be several messages. */
  split?: boolean;
}

/**
 * Whether these words may go out by the channel as they are: buttons have words to hang on, and what one message cannot carry is cut only
 * when the writer has agreed. Throws invalid `buttons-without-text`, `text-too-long`; conflict `needs-split-consent` with the number of
 * messages. Changes nothing.
 */
export function assertContent({ title, capabilities }: Pick<ReplyChannel, "title" | "capabilities">, { text, content, split }: Words): void {
  if (content?.buttons?.length && text.trim() === "") throw unfit("buttons-without-text", "Write the question that the buttons answer.");
  // No text that we take is longer than one message there, and a template's words are the platform's.
  if (capabilities.text.max >= MAX_TEXT || content?.template) return;
  const { length: parts } = renderMessage({ text, payload: content ?? null }, capabilities).texts;
  if (parts > MAX_PARTS) throw unfit("text-too-long", `${title} takes ${capabilities.text.max} a message; this would be more than ${MAX_PARTS} messages.`);
  if (parts <= 1 || split) return;
  const publicMessage = `This is too long for one message of ${title}; it would go out as ${parts}. Send it with \`split\`, or make it shorter.`;
  throw new AppError("conflict", "needs-split-consent", { reason: "needs-split-consent", publicMessage, data: { parts } });
}

function unfit(reason: string, publicMessage: string): AppError {
  return new AppError("invalid", reason, { reason, publicMessage, fields: [{ field: "text", message: publicMessage }] });
}
