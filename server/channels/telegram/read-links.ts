import type { InboundAttachment } from "@/server/channels/contract";
import { webUrl } from "@/server/channels/shared/web-url";
import type { WireMessage } from "./payload";

/**
 * Links that hide behind words: an agent should see where they go. Plain addresses stand in the text already.
 * Offsets count UTF-16 units (Bot API, MessageEntity), as JavaScript strings do.
 */
export function readLinks({ text, caption, entities, caption_entities }: WireMessage): InboundAttachment[] {
  const words = text ?? caption ?? "";
  const marks = (text === undefined ? caption_entities : entities) ?? [];
  return marks.flatMap(({ type, offset, length, url }) => {
    const target = type === "text_link" ? webUrl(url) : undefined;
    return target ? [{ kind: "link" as const, data: { title: words.slice(offset, offset + length), url: target } }] : [];
  });
}
