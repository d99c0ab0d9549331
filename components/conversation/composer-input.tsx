"use client";

import { type ClipboardEvent, type KeyboardEvent, type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { isComposing } from "@/lib/keys";
import { formatField, formattingOf } from "./format-field";

interface ComposerInputProps {
  ref: Ref<HTMLTextAreaElement>;
  value: string;
  label: string;
  /** Off for mail, where people write paragraphs; Cmd/Ctrl-Enter always sends. */
  isEnterSending: boolean;
  onChange(text: string): void;
  onSend(): void;
  onFiles(files: File[]): void;
}

/** The text field: grows with its text, sends on Enter, and leaves Enter to the input method while one composes. */
export function ComposerInput({ ref, value, label, isEnterSending, onChange, onSend, onFiles }: ComposerInputProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => field.current as HTMLTextAreaElement);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again for every text
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [value]);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.currentTarget.blur();
    }
    const formatting = formattingOf(event);
    if (formatting) {
      event.preventDefault();
      formatField(event.currentTarget, formatting);
    }
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (!isEnterSending && !event.metaKey && !event.ctrlKey) return;
    event.preventDefault();
    onSend();
  }

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const files = [...event.clipboardData.files];
    // Office programs put a picture of the text beside the text: text wins.
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    onFiles(files);
  }

  return (
    <textarea
      ref={field}
      value={value}
      rows={2}
      aria-label={label}
      placeholder={label}
      dir="auto"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      className="block max-h-[40dvh] min-h-14 w-full resize-none bg-transparent px-3 py-2 text-ink text-message outline-none"
    />
  );
}
