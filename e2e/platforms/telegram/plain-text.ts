const TAGS = /<(\/?)(b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|tg-spoiler|span)(\s[^>]*)?>/g;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** The text as it is counted and shown; null when its markup cannot be parsed. Without parse_mode every character is itself. */
export function plainText(value: string, parseMode: string): string | null {
  if (parseMode === "") return value;
  if (parseMode !== "HTML") return /[_*[\]()~`>#+=|{}.!-]/.test(value.replace(/\\./g, "")) ? null : value.replace(/\\(.)/g, "$1");
  const open: string[] = [];
  for (const [, slash, tag = ""] of value.matchAll(TAGS)) {
    if (!slash) open.push(tag);
    else if (open.pop() !== tag) return null;
  }
  const text = value.replace(TAGS, "");
  if (open.length > 0 || /[<>]/.test(text)) return null;
  return text.replace(/&(lt|gt|amp|quot);/g, (_all, name: string) => ENTITIES[name] ?? "");
}
