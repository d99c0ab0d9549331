const MAX_CHARACTERS = 160;

/** The last message as the list shows it: one line of at most 160 characters, or the first attachment's name. Null when there is neither. */
export function previewOf(text: string | null, attachmentNames: readonly (string | null)[] = []): string | null {
  const oneLine = (text ?? "").replace(/\s+/g, " ").trim();
  const shown = oneLine || attachmentNames.find((name) => name) || "";
  const characters = [...shown];
  if (characters.length === 0) return null;
  return characters.length <= MAX_CHARACTERS ? shown : `${characters.slice(0, MAX_CHARACTERS - 1).join("")}…`;
}
