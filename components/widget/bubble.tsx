/** @jsxImportSource preact */
import { FileView } from "./file-view";
import { Icon } from "./icons";
import { splitLinks } from "./timeline";
import type { Message } from "./types";
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
}

/** One message: the visitor's on the right in the business's colour, the answer on the left. */
export function Bubble({ message, isContinued, isLast, name, words, locale, onRetry }: BubbleProps) {
  const isMine = message.kind === "inbound";
  const author = isMine ? words.you : (message.authorName ?? name);
  return (
    <div class={`row ${isMine ? "mine" : "theirs"} ${isContinued ? "continued" : ""}`}>
      {isContinued || isMine ? <span class="hidden">{author}: </span> : <span class="author">{author}</span>}
      {message.attachments.map((file) => (
        <FileView key={file.id} file={file} />
      ))}
      {message.isDeleted && <p class="bubble gone-text">{words.deleted}</p>}
      {message.text && (
        <p class="bubble">
          {splitLinks(message.text).map(({ text, href }, index) =>
            href ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
              <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      )}
      {(isLast || message.status === "failed") && <Footer message={message} words={words} locale={locale} onRetry={onRetry} />}
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
