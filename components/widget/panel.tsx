/** @jsxImportSource preact */
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { Composer } from "./composer";
import { Icon } from "./icons";
import { Thread } from "./thread";
import { timeline } from "./timeline";
import type { Settings } from "./types";
import type { PanelLocale, Words } from "./words";

interface PanelProps {
  chat: Chat;
  state: ChatState;
  words: Words;
  locale: PanelLocale;
  isOpen: boolean;
  onClose(): void;
}

function greetingOf(settings: Settings | null, words: Words, locale: PanelLocale): string {
  const greeting = settings?.greeting;
  return (typeof greeting === "string" ? greeting : greeting?.[locale]) || words.greeting;
}

/** The whole of the panel: who one speaks with, what was said, where one writes. */
export function Panel({ chat, state, words, locale, isOpen, onClose }: PanelProps) {
  const name = state.settings?.name || words.team;
  return (
    <main class="panel" aria-labelledby="heading">
      <header>
        <span class="mark" aria-hidden="true">
          {[...name][0]}
        </span>
        <div class="titles">
          <h1 id="heading">{name}</h1>
          <p>{words.subtitle}</p>
        </div>
        <button type="button" class="icon" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {state.isReconnecting && (
        <p class="bar" role="status">
          {words.reconnecting}
        </p>
      )}
      {state.phase === "gone" ? (
        <p class="gone" role="status">
          {words.unavailable}
        </p>
      ) : (
        <>
          <Thread
            messages={timeline(state.messages, state.drafts)}
            isLoading={state.phase === "starting"}
            isAgentTyping={state.isAgentTyping}
            greeting={greetingOf(state.settings, words, locale)}
            name={name}
            words={words}
            locale={locale}
            onRetry={(clientId) => chat.drafts.retry(clientId)}
            onPress={(title, press) => chat.send(title, [], press)}
          />
          <Composer chat={chat} words={words} isOpen={isOpen} />
        </>
      )}
    </main>
  );
}
