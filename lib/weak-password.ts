// Of the most used passwords (SecLists, 10-million-password-list-top-10000, read 2026-11-21) nearly all are shorter than our minimum;
// these are the longer ones' stems. Digits and punctuation around a stem do not make it stronger.
const STEMS = new Set([
  "password",
  "passwort",
  "passw",
  "qwertyuiop",
  "qwerty",
  "qwertz",
  "asdfghjkl",
  "asdfgh",
  "zxcvbnm",
  "letmein",
  "welcome",
  "iloveyou",
  "administrator",
  "admin",
  "changeme",
  "football",
  "baseball",
  "basketball",
  "superman",
  "starwars",
  "trustno",
  "princess",
  "sunshine",
  "whatever",
  "computer",
  "internet",
  "liverpool",
  "manchester",
  "manutd",
  "chelsea",
  "arsenal",
  "michael",
  "jennifer",
  "michelle",
  "charlie",
  "dragon",
  "monkey",
  "shadow",
  "master",
  "secret",
  "woaini",
  "wodemima",
  "parley",
  "workspace",
  "",
]);

const PLAIN: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };

function stem(value: string): string {
  return value.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
}

function isRun(value: string): boolean {
  const codes = [...value].map((c) => c.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size === 1 && Math.abs([...steps][0] ?? 9) <= 1;
}

/**
 * Whether a password of sufficient length is still among the first an attacker tries: a well-known one with decoration, one or two
 * characters over and over, a run like 1234567890, or the person's own address or name (`own`).
 */
export function isWeakPassword(password: string, own: readonly string[] = []): boolean {
  const core = stem(password);
  if (STEMS.has(core) || STEMS.has([...core].map((c) => PLAIN[c] ?? c).join(""))) return true;
  if (new Set(password.toLowerCase()).size <= 3 || isRun(password) || isRun(password.slice(0, -1))) return true;
  const lower = password.toLowerCase();
  return own.some((word) => word.length >= 4 && stem(lower) === stem(word));
}
