import { pusher } from "./pusher";
import { topics } from "./topics";

/** Event name on a conversation's presence topic and on a widget's topic. */
export const TYPING = "typing";

/** Tells the agents who look at the conversation that the customer types. Nothing is stored; a lost one costs nothing. */
export function relayContactTyping(conversationId: string, isTyping: boolean): void {
  pusher()
    .trigger(topics.conversation(conversationId), TYPING, { from: "contact", isTyping })
    .catch(() => {});
}

/** Tells a visitor's widgets that an agent types. */
export function relayAgentTyping(widgetSessionIds: string[], isTyping: boolean): void {
  if (widgetSessionIds.length === 0) return;
  pusher()
    .trigger(widgetSessionIds.slice(0, 100).map(topics.widget), TYPING, { from: "agent", isTyping })
    .catch(() => {});
}
