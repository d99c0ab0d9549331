/** What programs put before the subject of an answer or of a message passed on, by what Gmail, Outlook, Apple Mail and Thunderbird write. */
const PREFIXES = [
  "re|fw|fwd|fyi", // English, and most programs anywhere
  "aw|antw|antwort|wg|wtr|weiterl", // German
  "réf|ref|rép|rep|tr|rv|rif|res|enc|i|r|ri|resp", // French, Spanish, Italian, Portuguese
  "sv|vs|vb|vl|bls|svar|doorst|betr", // Swedish, Danish, Norwegian, Finnish, Dutch
  "odp|pd|ynt|ilt|i̇lt|yan|nsm|továbbítás|vá|továbbitva|ht|απ|πρθ|σχετ", // Polish, Turkish, Hungarian, Greek
  "отв|ответ|пер|fwd|на|вн|від|переслано", // Russian, Ukrainian
  "atb|pārs|ats|psn|edasi|vas|fs|sbj|bal|trs|trả lời|chuyển tiếp", // Baltic languages, Indonesian, Vietnamese
  "答复|回复|回覆|答覆|转发|轉寄|轉發|转寄|返信|転送|回信|自动回复|自動回覆|회신|답장|전달|답변", // Chinese, Japanese, Korean
  "رد|إعادة توجيه|השב|תשובה|הועבר", // Arabic, Hebrew
].join("|");

/** One prefix, perhaps counted ("Re[2]:", "Re(3):", "Re^2:"), or one list's tag in brackets. */
const PREFIX = new RegExp(`^(?:(?:${PREFIXES})\\s?(?:[[(^]\\d{1,3}[\\])]?)?\\s?:|\\[[^\\][]{1,40}\\]\\s?(?=\\S))\\s*`, "u");
/** Long enough for any subject; a header of a megabyte is cut before it costs anything. */
const MAX_LENGTH = 1000;

/**
 * A subject as threads compare it: without the prefixes of answers and forwards in any language and the tags of lists, however
 * often they stand there; full-width forms plain, white space single, lower case. Not for showing.
 */
export function normaliseSubject(subject: string): string {
  let rest = subject
    .slice(0, MAX_LENGTH)
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  for (let found = PREFIX.exec(rest); found; found = PREFIX.exec(rest)) rest = rest.slice(found[0].length);
  return rest.trim();
}
