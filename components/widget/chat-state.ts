import type { Draft, Message, Settings } from "./types";

export interface ChatState {
  phase: "starting" | "ready" | "gone";
  settings: Settings | null;
  messages: Message[];
  drafts: Draft[];
  hasConversation: boolean;
  /** The last call did not get through, or the push line is down. */
  isReconnecting: boolean;
  isAgentTyping: boolean;
}

/** What the chat asks of the page around it. */
export interface Surroundings {
  /** The page's storage may know a newer token: another tab signed in. */
  renewToken(): Promise<string | undefined>;
  onSession(token: string, hasConversation: boolean): void;
  onUnread(count: number): void;
  onAnswer(text: string): void;
  onError(code: string): void;
}

export const FIRST_STATE: ChatState = {
  phase: "starting",
  settings: null,
  messages: [],
  drafts: [],
  hasConversation: false,
  isReconnecting: false,
  isAgentTyping: false,
};

/** Answers that the visitor has not seen, as far as this browser knows. */
export function unreadAnswers(messages: Message[], readIds: Set<string>): Message[] {
  return messages.filter(({ id, kind, status, isDeleted }) => kind === "outbound" && status !== "read" && !isDeleted && !readIds.has(id));
}
