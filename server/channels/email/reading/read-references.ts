import { type Field, fieldOf, fieldsOf } from "../mime/headers";
import { decodeWords } from "../mime/words";

/** RFC 5322 says nothing of a length; an id is not longer than its line. */
const MAX_ID = 998;
/** A thread's beginning and its end are what is looked up; lists of hundreds are mailing lists' and robots'. */
const MAX_REFERENCES = 200;

/** A Message-ID as it is compared everywhere: without brackets and white space, its domain in lower case. Null for what is none. */
export function cleanMessageId(text: string): string | null {
  const id = text.replace(/[<>\s]/g, "").slice(0, MAX_ID);
  if (id === "" || id === "@") return null;
  const at = id.lastIndexOf("@");
  return id.slice(0, at + 1) + id.slice(at + 1)[at === -1 ? "toString" : "toLowerCase"]();
}

/** The mail's own id, or null. */
export function readMessageId(fields: readonly Field[]): string | null {
  for (const value of fieldsOf(fields, "message-id", "x-message-id", "x-microsoft-original-message-id")) {
    const id = cleanMessageId(/<([^<>]+)>/.exec(value)?.[1] ?? value.split(/\s/, 1)[0] ?? "");
    if (id) return id;
  }
  return null;
}

/** All ids of a field: between brackets, however folded; else whatever has an @ in it. */
export function readIds(value: string): string[] {
  const text = decodeWords(value);
  const bracketed = [...text.matchAll(/<([^<>]{1,1500})>/g)].map((match) => match[1] ?? "");
  const ids = bracketed.length > 0 ? bracketed : (text.match(/[^\s<>"(),;]+@[^\s<>"(),;]+/g) ?? []);
  return ids.flatMap((id) => cleanMessageId(id) ?? []);
}

/** The thread's ids, oldest first, the answered mail's last; each once. Of more than 200 the first and the last ones. */
export function readReferences(fields: readonly Field[]): string[] {
  const answered = readIds(fieldOf(fields, "in-reply-to") ?? "").filter((id) => id.includes("@"));
  const ids = fieldsOf(fields, "references").flatMap(readIds);
  const last = answered.at(-1);
  const ordered = [...new Set([...ids, ...answered])].filter((id) => id !== last);
  if (last) ordered.push(last);
  return ordered.length <= MAX_REFERENCES ? ordered : [...ordered.slice(0, 1), ...ordered.slice(1 - MAX_REFERENCES)];
}
