/** @jsxImportSource preact */
import type { TargetedEvent, TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import { useUploads } from "./use-uploads";
import type { Words } from "./words";

interface ComposerProps {
  chat: Chat;
  words: Words;
  isOpen: boolean;
}

/** As the server takes it. */
const MAX_LENGTH = 10_000;
const TALLEST_PX = 132;

/** Where one writes. Enter sends, Shift-Enter is a new line; while an input method composes, Enter belongs to it. */
export function Composer({ chat, words, isOpen }: ComposerProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const uploads = useUploads(chat, words);
  const [isWaiting, setIsWaiting] = useState(false);
  const canSend = (text.trim() !== "" || uploads.items.length > 0) && text.length <= MAX_LENGTH && !isWaiting;

  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the field's height
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [text]);

  const send = () => {
    // Sent as soon as the files are there: who pressed Enter is not asked twice.
    if (uploads.isBusy) return setIsWaiting(canSend);
    setIsWaiting(false);
    chat.send(text.trim(), uploads.done);
    setText("");
    uploads.clear();
    field.current?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of the uploads, and nothing else, sends what waits for it
  useEffect(() => {
    if (!isWaiting || uploads.isBusy) return;
    // A file that could not be attached: what to do without it is the customer's choice.
    if (uploads.error) setIsWaiting(false);
    else send();
  }, [isWaiting, uploads.isBusy]);
  const submit = () => {
    if (canSend) send();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    // keyCode 229: Safari ends the composition before it tells of the key that ended it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  const onInput = ({ currentTarget }: TargetedEvent<HTMLTextAreaElement>) => {
    setText(currentTarget.value);
    chat.typing(currentTarget.value !== "");
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {uploads.items.length > 0 && (
        <ul class="uploads">
          {uploads.items.map(({ key, name, previewUrl, state }) => (
            <li key={key} class={state}>
              {/* biome-ignore lint/performance/noImgElement: no Next in here */}
              {previewUrl ? <img src={previewUrl} alt="" /> : <Icon name="file" />}
              <span class="file-name">{name}</span>
              {state === "busy" && <span class="hidden">{words.uploading(name)}</span>}
              <button type="button" class="icon" aria-label={words.remove(name)} onClick={() => uploads.remove(key)}>
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {(uploads.error || text.length > MAX_LENGTH) && (
        <p class="error" role="alert">
          {uploads.error ?? words.tooLong}
        </p>
      )}
      <div class="field">
        <input ref={picker} type="file" multiple hidden aria-label={words.attach} onChange={({ currentTarget }) => uploads.addFrom(currentTarget)} />
        <button type="button" class="icon" aria-label={words.attach} onClick={() => picker.current?.click()}>
          <Icon name="clip" />
        </button>
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={words.write}
          placeholder={words.write}
          onInput={onInput}
          onKeyDown={onKeyDown}
          onPaste={(event) => uploads.add(event.clipboardData?.files)}
        />
        <button type="submit" class="send" aria-label={words.send} aria-disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
