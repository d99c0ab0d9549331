import { type Field, fieldOf, readHead } from "../mime/headers";
import { allParts, bytesOf, type Part } from "../mime/tree";
import { letterText } from "../reading/read-letter";
import { cleanMessageId, readMessageId, readReferences } from "../reading/read-references";
import { isOwnForm } from "../reading/read-tokens";

/** The mail that a report is about. */
export interface Original {
  /** Its Message-ID, the likeliest first; empty where the report does not tell. */
  ids: string[];
  /** The first Message-ID of its thread. */
  thread: string | null;
}

const RETURNED = /^(text|message)\/(rfc822(-headers)?|global(-headers)?)$/;

/** By the head that came back, by the mail's text where it stands in there, and at last by what the report says it answers. */
export function originalOf(root: Part): Original {
  const parts = allParts(root);
  const returned = parts.filter(({ type }) => RETURNED.test(type)).map((part) => readHead(bytesOf(part)).fields);
  for (const fields of returned) {
    const found = byFields(fields);
    if (found) return found;
  }
  const written = parts.filter(({ type, children }) => children.length === 0 && type.startsWith("text/")).flatMap((part) => idsInText(letterText(part)));
  const answered = readReferences(root.fields).reverse();
  const all = [...new Set([...written, ...answered])];
  // One of ours is the one, wherever it stands.
  const ids = [...all.filter(isOwnForm), ...all.filter((id) => !isOwnForm(id))].slice(0, 1);
  return { ids, thread: readReferences(root.fields)[0] ?? ids[0] ?? null };
}

function byFields(fields: readonly Field[]): Original | null {
  const id = readMessageId(fields);
  if (!id || fieldOf(fields, "message-id") === undefined) return null;
  return { ids: [id], thread: readReferences(fields)[0] ?? id };
}

/** The head of the returned mail, copied into the text: quoted, indented or as it was. */
function idsInText(text: string): string[] {
  return [...text.matchAll(/^[>\s|]{0,20}Message-ID:\s*<([^<>\s]{3,998})>/gim)].flatMap((match) => cleanMessageId(match[1] ?? "") ?? []);
}
