import { type RenderedTexts, renderMessage } from "@/lib/rich-text/render-message";
import type { Capabilities, OutboundMessage } from "@/server/channels/contract";

/**
 * The words of a message as the channel takes them: in its dialect, cut to its length, buttons that it cannot show as numbered lines. The
 * composer shows what the same function gives, so that nobody is surprised.
 */
export function renderTexts({ text, payload }: Pick<OutboundMessage, "text" | "payload">, capabilities: Capabilities): RenderedTexts {
  return renderMessage({ text, payload }, capabilities);
}
