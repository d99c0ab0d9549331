import { fold } from "./fold";
import { ASIA } from "./words/asia";
import { EAST } from "./words/east";
import { NORTH } from "./words/north";
import { ORIENT } from "./words/orient";
import { WEST } from "./words/west";
import type { Words } from "./words/words";

/** What a label of a header block stands for. */
export type Field = "from" | "sent" | "to" | "cc" | "subject";

const FIELDS: readonly Field[] = ["from", "sent", "to", "cc", "subject"];
const ALL = [WEST, NORTH, EAST, ASIA, ORIENT].flatMap((group) => Object.values(group));

const variants = (of: (words: Words) => string | undefined) =>
  new Set(
    ALL.flatMap((words) => (of(words) ?? "").split("|"))
      .map(fold)
      .filter(Boolean),
  );

/** Longest first: an alternation takes the first that fits. */
const alternatives = (all: Iterable<string>) =>
  [...all]
    .sort((a, b) => b.length - a.length)
    .map((one) => one.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
    .join("|");

// Scripts without spaces have no edge of a word to ask for.
const EDGE_BEFORE = "(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Hebrew}])";
const EDGE_AFTER = "(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Hebrew}])";

const wrote = variants((words) => words.wrote);
const originals = variants((words) => words.original);
const forwards = variants((words) => words.forwarded);
const devices = variants((words) => words.device);

/** A verb of "... wrote:" anywhere in a folded line. */
export const WROTE = new RegExp(`${EDGE_BEFORE}(?:${alternatives(wrote)})${EDGE_AFTER}`, "u");
/** The same at the end of one, whatever punctuation follows. */
export const WROTE_LAST = new RegExp(`${EDGE_BEFORE}(?:${alternatives(wrote)})[\\s:;,.>"'-]*$`, "u");
// Of those pronouns only that are no names and no articles anywhere: "il" and "vi" begin attributions, Ho is a family.
const PRONOUNS =
  "i|you|we|they|he|she|ich|wir|du|er|sie|ihr|j'ai|j'avais|je|nous|vous|yo|tú|usted|eu|você|io|ik|jij|wij|hij|ja|ty|wy|я|ты|мы|вы|он|она|ви|ми|jag|jeg|minä";
const VERB = `(?:${alternatives(wrote)})${EDGE_AFTER}`;
/** A person tells who wrote what, "you wrote", "habe ich geschrieben", "我写道": no program says that. */
export const IN_PERSON = new RegExp(
  `${EDGE_BEFORE}(?:${PRONOUNS})(?: [\\p{L}']+){0,2} ${VERB}|${EDGE_BEFORE}${VERB} (?:ich|er|sie|ik|hij|jag|jeg)${EDGE_AFTER}|${EDGE_BEFORE}ho ${VERB}|^(?:我|你|您|他|她)(?:们|們)?(?!\\S*@)|[,。，;；]\\s?(?:我|你|您)`,
  "u",
);
/** A folded line that begins as attributions do. */
export const OPENS = new RegExp(`^["'<(-]*\\s?(?:${alternatives(variants((words) => words.opens))})${EDGE_AFTER}`, "u");

/** A phrase of a separator without its dashes and punctuation. */
const bare = (line: string) => line.replace(/^[-_=:~.\s]+|[-_=:~.\s]+$/g, "");

/** Says that the message below is the one that is answered. The line has nothing else in it. */
export const namesOriginal = (line: string) => line.length < 120 && originals.has(bare(line));

/** A phrase between dashes, with or without more behind it: Yahoo has the whole header block in the same line. */
const BETWEEN_DASHES = /^-{2,}\s?([^-]{3,60}?)\s?-{2,}/;

/** Says that the message below is passed on. Some add by whom, or how many. */
export function namesForward(line: string): boolean {
  const dashed = BETWEEN_DASHES.exec(line)?.[1];
  if (dashed) return [...forwards].some((forward) => dashed === forward || dashed.startsWith(`${forward} `));
  return line.length < 120 && forwards.has(bare(line));
}

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

const LABELS = new RegExp(
  `(?<=[\\s>")\\]\\d]|\\p{Ll})(?=[\\p{Lu}\\p{Lo}])(?:${alternatives(FIELDS.flatMap((field) => [...variants((words) => words[field])]))})\\s?[:：]\\s`,
  "giu",
);

/** Yahoo puts the block of a message passed on into one line, label after label: a line each, as others do. Not folded. */
export function splitFields(line: string): string {
  const found = /^(\s*-{2,}[^-]{3,60}-{2,})\s+(\S.*)$/su.exec(line.slice(0, 4000));
  if (!found?.[1] || !found[2] || !namesForward(fold(found[1]))) return line;
  return `${found[1]}\n${found[2].replace(LABELS, (label: string) => (/^\p{Ll}/u.test(label) ? label : `\n${label}`))}${line.slice(4000)}`;
}

const bySpelling = (test: (phrase: string) => boolean) =>
  alternatives([...devices].filter(test).map((phrase) => phrase.replace(/^\.\.\.|\.\.\.$/g, "").trim()));
const DEVICE_FIRST = new RegExp(`^[\\s>~_-]*(?:${bySpelling((phrase) => !phrase.startsWith("..."))})${EDGE_AFTER}`, "u");
const DEVICE_LAST = new RegExp(`(?:${bySpelling((phrase) => phrase.startsWith("..."))})[.。!]?(?:<[^>]*>)?$`, "u");
const DEVICES =
  /i-?phone|i-?pad|i-?pod|android|samsung|galaxy|huawei|honor\b|xiaomi|redmi|oppo|vivo|oneplus|pixel|nokia|motorola|blackberry|windows|outlook|yahoo|proton|tuta|gmx|web\.de|icloud|aol|foxmail|mailspring|spark|airmail|superhuman|qq|netease|网易|163|126|mail\.ru|yandex|яндекс|naver|daum|handy|smartphone|mobil|telefon|téléphone|teléfono|celular|telemóvel|cellulare|phone|手机|手機|电话|邮箱|信箱|邮件|スマートフォン|携帯|휴대폰|스마트폰|네이버|jolla|zoho|lark|飞书|企业微信|钉钉|mail for|mail für|courrier pour|correo para|thunderbird|телефон|смартфон|moj|mój|tablet/u;

/** "Sent from my Wiko", "Sent from TypeApp<https://...>": nobody has to have heard of it. */
const UNKNOWN_DEVICE = /^(?:sent from my [\w-]+(?: [\w-]+){0,4}|sent (?:from|with|via) [^<]{2,40}<https?:[^>]*>)[.!]?$/;
const EXCUSE = /excuse|pardon|typo|brevity|fehler|error|faute/;

/** A line that a device or program puts under every mail: "Sent from my iPhone". A person's sentence goes on, or names no device. */
export function isDeviceLine(line: string): boolean {
  if (line.length > 120 || (/[,，。;]\s?\p{L}/u.test(line) && !EXCUSE.test(line))) return false;
  return UNKNOWN_DEVICE.test(line) || ((DEVICE_FIRST.test(line) || DEVICE_LAST.test(line)) && DEVICES.test(line));
}
