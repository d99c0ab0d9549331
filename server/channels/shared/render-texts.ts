import type { Button } from "@/lib/schemas/content";
import type { Capabilities, OutboundMessage } from "@/server/channels/contract";
import { splitText } from "./split-text";

/** What an adapter puts on the wire: the message's words in its dialect, cut to its length, and the buttons that it can show itself. */
export interface RenderedTexts {
  texts: string[];
  /** For the last text; empty where they have been written out. */
  buttons: Button[];
}

/** The words of a message for a channel: cut at sentence ends, with buttons that the channel cannot show as numbered lines below. */
export function renderTexts({ text, payload }: Pick<OutboundMessage, "text" | "payload">, capabilities: Capabilities): RenderedTexts {
  const buttons = payload?.buttons ?? [];
  const canShow = buttons.every((button) => fits(button, capabilities)) && buttons.length <= capabilities.buttons;
  const lines = canShow ? [] : buttons.map(writeOut);
  const words = [text ?? "", ...(lines.length > 0 ? [lines.join("\n")] : [])].filter(Boolean).join("\n\n");
  return { texts: splitText(words, capabilities.text.max), buttons: canShow ? buttons : [] };
}

function fits(button: Button, { buttonTitle, linkButtons }: Capabilities): boolean {
  return [...button.title].length <= (buttonTitle ?? Number.POSITIVE_INFINITY) && (button.type !== "link" || linkButtons === true);
}

function writeOut(button: Button, index: number): string {
  return `${index + 1}. ${button.title}${button.type === "link" ? `: ${button.url}` : ""}`;
}
