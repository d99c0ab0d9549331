/** @jsxImportSource preact */
import { FileView } from "./file-view";
import { Formatted, Linked } from "./formatted";
import { Icon } from "./icons";
import type { Message, Press } from "./types";
import type { PanelLocale, Words } from "./words";

interface BubbleProps {
  message: Message;
  isContinued: boolean;
  /** The last of its group carries the time. */
  isLast: boolean;
  name: string;
  words: Words;
  locale: PanelLocale;
  onRetry(clientId: string): void;
  onPress?(title: string, press: Press): void;
}

/** One message: the visitor's on the right in the business's colour, the answer on the left. */
export function Bubble({ message, isContinued, isLast, name, words, locale, onRetry, onPress }: BubbleProps) {
  const isMine = message.kind === "inbound";
  const author = isMine ? words.you : (message.authorName ?? name);
  return (
    <div class={`row ${isMine ? "mine" : "theirs"} ${isContinued ? "continued" : ""}`}>
      {isContinued || isMine ? <span class="hidden">{author}: </span> : <span class="author">{author}</span>}
      {message.attachments.map((file) => (
        <FileView key={file.id} file={file} />
      ))}
      {message.isDeleted && <p class="bubble gone-text">{words.deleted}</p>}
      {message.text &&
        (message.isMarkdown ? (
          <Formatted text={message.text} />
        ) : (
          <p class="bubble">
            <Linked text={message.text} />
          </p>
        ))}
      <Buttons message={message} onPress={onPress} />
      {(isLast || message.status === "failed") && <Footer message={message} words={words} locale={locale} onRetry={onRetry} />}
    </div>
  );
}

/** What may be pressed instead of typing. Links stay; an answer can be given once. */
function Buttons({ message: { id, buttons }, onPress }: Pick<BubbleProps, "message" | "onPress">) {
  const shown = buttons.map((button, index) => ({ button, index })).filter(({ button }) => button.type === "link" || onPress);
  if (shown.length === 0) return null;
  return (
    <div class="chips">
      {shown.map(({ button, index }) =>
        button.type === "link" ? (
          <a key={index} class="chip" href={button.url} target="_blank" rel="noopener noreferrer nofollow">
            {button.title}
          </a>
        ) : (
          <button key={index} type="button" class="chip" onClick={() => onPress?.(button.title, { messageId: id, index })}>
            {button.title}
          </button>
        ),
      )}
    </div>
  );
}

function Footer({ message, words, locale, onRetry }: Pick<BubbleProps, "message" | "words" | "locale" | "onRetry">) {
  const { status, clientId, at, kind, isEdited } = message;
  if (status === "failed")
    return (
      <p class="meta failed" role="alert">
        {words.notSent}{" "}
        <button type="button" onClick={() => clientId && onRetry(clientId)}>
          {words.tryAgain}
        </button>
      </p>
    );
  return (
    <p class="meta">
      {isEdited && `${words.edited} · `}
      <time dateTime={at} title={new Date(at).toLocaleString(locale)}>
        {new Date(at).toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" })}
      </time>
      {kind === "inbound" && <Tick status={status} words={words} />}
    </p>
  );
}

function Tick({ status, words }: { status: Message["status"]; words: Words }) {
  if (status === "sending") return <Mark icon="clock" label={words.sending} />;
  return status === "read" ? <Mark icon="checks" label={words.seen} /> : <Mark icon="check" label={words.sent} />;
}

function Mark({ icon, label }: { icon: "clock" | "check" | "checks"; label: string }) {
  return (
    <span class={`tick ${icon}`} title={label}>
      <Icon name={icon} size={14} />
      <span class="hidden">{label}</span>
    </span>
  );
}
