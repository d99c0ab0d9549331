/** Control characters, what paths are made of, and the marks that turn the reading direction (photo_gpj.exe shown as photo_exe.jpg). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const UNSAFE = /[\u0000-\u001f\u007f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Half a character; also what cutting may leave. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const MAX_LENGTH = 150;

/** A file's name as people gave it, safe to show and to save under: its last path segment, at most 150 characters; "file" when nothing is left. Pure. */
export function cleanFileName(name: string | null | undefined): string {
  const last = (name ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last.replace(UNSAFE, "").replace(LONE_SURROGATE, "").trim().replace(/^\.+/, "");
  if (clean.length <= MAX_LENGTH) return clean || "file";
  const extension = /\.[a-z0-9]{1,10}$/i.exec(clean)?.[0] ?? "";
  return clean.slice(0, MAX_LENGTH - extension.length).replace(LONE_SURROGATE, "") + extension;
}
