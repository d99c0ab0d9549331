import { visibleOfTelegram } from "@/lib/rich-text/to-telegram";
import type { Button } from "@/lib/schemas/content";
import { SendError } from "@/server/channels/contract";

// Bot API, InlineKeyboardButton.callback_data.
const MAX_CALLBACK_BYTES = 64;

/** Words in the dialect as a call takes them. */
export const wordsOf = (text: string) => ({ text, parse_mode: "HTML" });

/** The same without formatting, for a text that Telegram cannot read: nothing was sent, and the words matter more than their looks. */
export function withoutFormatting({ parse_mode: _, ...params }: Record<string, unknown>): Record<string, unknown> {
  return { ...params, text: visibleOfTelegram(String(params.text)) };
}

/** Buttons under a message, one a row. Throws SendError "content". */
export function keyboardOf(buttons: Button[]): { reply_markup?: { inline_keyboard: object[][] } } {
  if (buttons.length === 0) return {};
  return { reply_markup: { inline_keyboard: buttons.map((button) => [keyOf(button)]) } };
}

function keyOf(button: Button): object {
  if (button.type === "link") return { text: button.title, url: button.url };
  const value = button.value ?? button.title;
  if (Buffer.byteLength(value) > MAX_CALLBACK_BYTES)
    throw new SendError("content", `A button's value has at most ${MAX_CALLBACK_BYTES} bytes.`, { retryable: false });
  return { text: button.title, callback_data: value };
}
