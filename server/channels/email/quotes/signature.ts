import { isDeviceLine } from "./device-line";
import type { Line } from "./line";
import { lastSpoken, PICTURE } from "./line";

/** What follows "-- " is a signature while it is short; longer, and somebody drew a line between two parts of a text. */
const MAX_LINES = 12;
const MAX_LENGTH = 900;
const RULE = /^[-_=]{5,}$/;

/** Where the signature after the delimiter "-- " (RFC 3676, 4.3) begins, or `end`. */
function delimiterAbove(lines: readonly Line[], end: number): number {
  let count = 0;
  let length = 0;
  for (let at = end - 1; at > 0; at--) {
    const { text, depth } = lines[at] ?? { text: "", depth: 0 };
    if (depth > 0) return end;
    if (text === "--" && count > 0) return lines.slice(0, at).some((line) => line.text === "--" && line.depth === 0) ? end : at;
    if (text) count++;
    length += text.length;
    if (count > MAX_LINES || length > MAX_LENGTH) return end;
  }
  return end;
}

/** Where the footer of a mailing list begins, or `end`: under a line drawn with underscores, a few lines that tell the list's address. */
function listFooterAbove(lines: readonly Line[], end: number): number {
  for (let at = end - 1; at > 0 && end - at <= 7; at--) {
    if (!/^_{2,}$/.test(lines[at]?.text ?? "")) continue;
    const isFooter = lines.slice(at + 1, end).some(({ text }) => /mailing list|listinfo|unsubscribe/.test(text));
    return isFooter ? at : end;
  }
  return end;
}

/** How such a notice begins, and what it is about: it speaks of the mail itself, as no answer does. */
const NOTICE =
  /^(?:this (?:e-?mail|message|communication|transmission)|the (?:information|contents?) (?:contained )?(?:in|of)|confidentiality|disclaimer|notice|important|virus-free|diese (?:e-?mail|nachricht)|der inhalt|ce (?:message|courriel|mail)|este (?:mensaje|correo|e-?mail)|esta mensagem|(?:il|questo|questa) (?:messaggio|e-?mail)|le informazioni|dit (?:bericht|e-?mail)|deze e-?mail|ta wiadomość|это (?:сообщение|письмо)|本(?:邮件|郵件|メール|电子邮件)|此(?:邮件|郵件))/;
const DISCLAIMER =
  /confidential|intended|virus|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|poufn|конфиденциальн|保密|机密|機密|秘密|误收|기밀/;

/**
 * Where the notice or logo begins that a company's server puts below everything, or `end`. Only below a quotation: there it is no answer,
 * and taken for one it would keep the whole quotation in sight.
 */
function noticeBelowQuote(lines: readonly Line[], end: number): number {
  let start = end;
  while (start > 0 && (lines[start - 1]?.depth ?? 1) === 0 && end - start <= MAX_LINES) start--;
  const isBelowQuote = (lines[start - 1]?.depth ?? 0) > 0;
  const notice = lines.slice(start, end).filter(({ text }) => text && text !== PICTURE);
  const isNotice = notice.length === 0 || (NOTICE.test(notice[0]?.text ?? "") && notice.some(({ text }) => DISCLAIMER.test(text)));
  return isBelowQuote && isNotice ? start : end;
}

/**
 * Where what a person wrote ends, of the lines before `end`: above the lines that a list or a device adds and the signature after "-- ".
 * A name and greetings without the delimiter stay, they are part of the letter. If nothing else is there, all of it stays.
 */
export function aboveSignature(lines: readonly Line[], end: number): number {
  const speaks = (to: number) => lastSpoken(lines, to) > 0;
  let own = lastSpoken(lines, listFooterAbove(lines, lastSpoken(lines, end)));
  own = lastSpoken(lines, noticeBelowQuote(lines, own));
  for (let count = 0; count < 3; count++) {
    const { text, depth } = lines[own - 1] ?? { text: "", depth: 0 };
    if (depth > 0 || !(isDeviceLine(text) || (count > 0 && RULE.test(text)) || text === "--")) break;
    own = lastSpoken(lines, own - 1);
  }
  own = lastSpoken(lines, delimiterAbove(lines, own));
  return speaks(own) ? own : lastSpoken(lines, end);
}
