"use client";

import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { isComposing } from "@/lib/keys";
import type { MailAddress } from "@/lib/schemas/mail";
import { RecipientChip } from "./recipient-chip";
import { addRecipients, readRecipients } from "./recipients";

interface RecipientFieldProps {
  label: string;
  recipients: readonly MailAddress[];
  hasFocus?: boolean;
  onChange(recipients: MailAddress[]): void;
  /** Escape: back to writing. */
  onLeave(): void;
}

const ENDS_ADDRESS = new Set(["Enter", ",", ";", "，", "；"]);

/** One of To, Cc and Bcc: what stands there, and room to write or paste more. Enter, comma, Tab and leaving the field add; Backspace takes back. */
export function RecipientField({ label, recipients, hasFocus, onChange, onLeave }: RecipientFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");

  const add = (written: string) => {
    const read = readRecipients(written);
    if (read.length > 0) onChange(addRecipients(recipients, read));
    setText("");
  };
  const remove = (index: number) => {
    onChange(recipients.filter((_, i) => i !== index));
    input.current?.focus();
  };
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event.nativeEvent)) return;
    const isWritten = text.trim() !== "";
    if (event.key === "Escape") {
      event.preventDefault();
      onLeave();
    } else if (event.key === "Backspace" && text === "" && recipients.length > 0) {
      event.preventDefault();
      remove(recipients.length - 1);
    } else if (ENDS_ADDRESS.has(event.key) && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      add(text);
    } else if (event.key === "Tab" && !event.shiftKey && isWritten) {
      event.preventDefault();
      add(text);
    }
  }
  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const pasted = event.clipboardData.getData("text");
    if (readRecipients(pasted).length < 2) return;
    event.preventDefault();
    add(`${text}${pasted}`);
  }
  return (
    <div className="flex min-h-8 items-start gap-2 py-1 pr-2 pl-3">
      <label htmlFor={id} className="w-14 shrink-0 pt-1 text-ink-3 text-xs max-md:pt-2">
        {label}
      </label>
      <ul aria-label={label} className="flex max-h-32 min-w-0 flex-1 flex-wrap items-center gap-1 overflow-y-auto">
        {recipients.map((recipient, i) => (
          <RecipientChip key={recipient.address} recipient={recipient} onRemove={() => remove(i)} />
        ))}
        <li className="min-w-32 flex-1">
          <input
            ref={input}
            id={id}
            value={text}
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the person has just pressed the button that opens this field
            autoFocus={hasFocus}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => add(text)}
            className="h-6 w-full bg-transparent text-ink text-sm outline-none max-md:h-8"
          />
        </li>
      </ul>
    </div>
  );
}
