/** @jsxImportSource preact */
import { Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Bubble } from "./bubble";
import { isContinued, isSameDay } from "./timeline";
import type { Message, Press } from "./types";
import type { PanelLocale, Words } from "./words";

interface ThreadProps {
  messages: Message[];
  isLoading: boolean;
  isAgentTyping: boolean;
  greeting: string;
  name: string;
  words: Words;
  locale: PanelLocale;
  onRetry(clientId: string): void;
  onPress(title: string, press: Press): void;
}

/** Nearer to the end than this, the reader follows the conversation. */
const FOLLOW_PX = 80;

function dayName(at: string, words: Words, locale: PanelLocale): string {
  const date = new Date(at);
  if (isSameDay(at, new Date().toISOString())) return words.today;
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(locale, { year, month: locale === "en" ? "short" : "long", day: "numeric" });
}

/** What was said, oldest first; follows the end unless the reader scrolled up. */
export function Thread({ messages, isLoading, isAgentTyping, greeting, name, words, locale, onRetry, onPress }: ThreadProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const lines = useRef<HTMLDivElement>(null);
  const [hasNews, setHasNews] = useState(false);
  const last = messages.at(-1);

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    setHasNews(false);
  };
  // A picture that loads, a word about a failure, a keyboard that opens: whatever changes a height keeps the end in view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the life of the thread
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => isFollowing.current && toEnd());
    for (const element of [scroller.current, lines.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message, and nothing else, may call the reader
  useLayoutEffect(() => {
    if (last?.status === "sending") toEnd();
    else if (last?.kind === "outbound" && !isFollowing.current) setHasNews(true);
  }, [last?.id]);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    isFollowing.current = scrollHeight - scrollTop - clientHeight < FOLLOW_PX;
    if (isFollowing.current) setHasNews(false);
  };

  return (
    <div class="thread">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard (axe scrollable-region-focusable) */}
      <div class="scroller" ref={scroller} onScroll={onScroll} role="log" aria-live="polite" aria-label={words.conversation} tabIndex={0}>
        <div class="lines" ref={lines}>
          <div class="row theirs">
            <p class="bubble">{greeting}</p>
          </div>
          {isLoading && <p class="hidden">{words.starting}</p>}
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const isNewDay = !before || !isSameDay(before.at, message.at);
            const after = messages[index + 1];
            return (
              <Fragment key={message.clientId ?? message.id}>
                {isNewDay && (
                  <p class="day">
                    <time dateTime={message.at}>{dayName(message.at, words, locale)}</time>
                  </p>
                )}
                <Bubble
                  message={message}
                  isContinued={isContinued(before, message)}
                  isLast={!after || !isContinued(message, after)}
                  name={name}
                  words={words}
                  locale={locale}
                  onRetry={onRetry}
                  // Once something is said, what was offered before is answered.
                  onPress={after ? undefined : onPress}
                />
              </Fragment>
            );
          })}
          {isAgentTyping && (
            <div class="row theirs" aria-live="off">
              <p class="bubble dots">
                <span class="hidden">{`${name} ${words.typing}`}</span>
                <i />
                <i />
                <i />
              </p>
            </div>
          )}
        </div>
      </div>
      {hasNews && (
        <button type="button" class="news" onClick={toEnd}>
          {words.newMessages}
        </button>
      )}
    </div>
  );
}
