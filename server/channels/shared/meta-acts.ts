import type { Act } from "@/server/channels/contract";

/** Feelings that Meta knows by name; anything else travels as the emoji itself. */
const FEELINGS: Record<string, string> = { "❤": "love", "😆": "smile", "😂": "smile", "😮": "wow", "😢": "sad", "😠": "angry", "👍": "like", "👎": "dislike" };

/** The acts that Messenger and Instagram know. Neither lets us change or take back what was sent. */
export const META_ACTS: Act["type"][] = ["typing", "read", "react"];

/** The body of a sender action. Source: Messenger Platform, Send API reference, sender_action, as of 2026-09. */
export function senderAction(act: Act, recipient: string): Record<string, unknown> | null {
  const to = { recipient: { id: recipient } };
  switch (act.type) {
    case "typing":
      return { ...to, sender_action: act.isTyping ? "typing_on" : "typing_off" };
    case "read":
      return { ...to, sender_action: "mark_seen" };
    case "react": {
      const isAdded = act.action === "add";
      const reaction = isAdded ? { reaction: FEELINGS[act.emoji.replaceAll("\ufe0f", "")] ?? act.emoji } : {};
      return { ...to, sender_action: isAdded ? "react" : "unreact", payload: { message_id: act.externalId, ...reaction } };
    }
    default:
      return null;
  }
}
