import { fold } from "./fold";
import { namesForward } from "./phrases";
import { anyOf, variants } from "./vocabulary";

/** What a label of a header block stands for. */
export type Field = "from" | "sent" | "to" | "cc" | "subject";

const FIELDS: readonly Field[] = ["from", "sent", "to", "cc", "subject"];

const labels = new Map<string, Field>();
for (const field of FIELDS) {
  for (const label of variants((words) => words[field])) {
    // Aliyun and old programs spread a label over the width of its neighbours: "日　期". The first meaning wins ("data" is a date).
    const key = label.replace(/ /g, "");
    if (!labels.has(key)) labels.set(key, field);
  }
}

/** Which label a folded line begins with ("from: ..."), or null. */
export function fieldOf(line: string): Field | null {
  const colon = line.indexOf(":");
  if (colon < 1 || colon > 30) return null;
  return labels.get(line.slice(0, colon).replace(/[ _[\]【】「」|]/g, "")) ?? null;
}

const WITHIN = new RegExp(
  `(?<=\\s)${anyOf([...FIELDS.flatMap((field) => [...variants((words) => words[field])])].filter((label) => label.length > 1))} ?:`,
  "gu",
);

/** Is this folded line a whole header block? Text that was made of HTML carelessly has it in one line. */
export function holdsHeaders(line: string): boolean {
  const first = fieldOf(line);
  if (!first) return false;
  const fields = new Set([first, ...Array.from(line.matchAll(WITHIN), ([label]) => fieldOf(label))]);
  return fields.has("from") && ["sent", "to", "subject"].filter((field) => fields.has(field as Field)).length >= (line.includes("@") ? 2 : 3);
}

/** A label behind the value of another, with or without a space between: "...@x.exampleSent: Monday". */
const LABELS = new RegExp(
  `(?<=[\\s>")\\]\\d]|\\p{Ll})(?=[\\p{Lu}\\p{Lo}])${anyOf(FIELDS.flatMap((field) => [...variants((words) => words[field])]))}\\s?[:：]\\s`,
  "giu",
);

/** Yahoo puts the block of a message passed on into one line, label after label: a line each, as others do. Not folded. */
export function splitFields(line: string): string {
  const found = /^(\s*-{2,}[^-]{3,60}-{2,})\s+(\S.*)$/su.exec(line.slice(0, 4000));
  if (!found?.[1] || !found[2] || !namesForward(fold(found[1]))) return line;
  return `${found[1]}\n${found[2].replace(LABELS, (label: string) => (/^\p{Ll}/u.test(label) ? label : `\n${label}`))}${line.slice(4000)}`;
}
