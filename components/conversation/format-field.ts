import { applyMark, type Formatting } from "./apply-mark";

/** Formats what is selected in a text field as if it had been typed: the browser's own undo takes it back. */
export function formatField(field: HTMLTextAreaElement, formatting: Formatting): void {
  const { value: text, selectionStart, selectionEnd } = field;
  const { from, to, put, select } = applyMark({ text, from: selectionStart, to: selectionEnd }, formatting);
  field.focus();
  field.setSelectionRange(from, to);
  // Deprecated and without a successor: nothing else keeps the field's history.
  document.execCommand(put === "" ? "delete" : "insertText", false, put);
  field.setSelectionRange(...select);
}

/** What a keystroke in the field formats; null for any other. */
export function formattingOf({
  key,
  metaKey,
  ctrlKey,
  altKey,
  shiftKey,
}: Record<"metaKey" | "ctrlKey" | "altKey" | "shiftKey", boolean> & { key: string }): Formatting | null {
  if (metaKey === ctrlKey || altKey || shiftKey) return null;
  return ({ b: "bold", i: "italic", k: "link" } as const)[key.toLowerCase()] ?? null;
}
