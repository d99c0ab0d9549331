import type { Passage } from "./read-content";

const SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\n";
const SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----";
const END = "-----END PGP SIGNATURE-----";
const ENCRYPTED = /^-----BEGIN PGP MESSAGE-----$/m;

/** OpenPGP written into the text itself (RFC 9580, section 7): the armour of a signature is taken off, an encrypted text is named so. */
export function unwrapPgp(passages: Passage[]): { passages: Passage[]; isSigned: boolean; isEncrypted: boolean } {
  const bare = passages.map((passage) => ({ ...passage, plain: passage.plain === null ? null : withoutArmour(passage.plain) }));
  return {
    passages: bare,
    isSigned: bare.some(({ plain }, i) => plain !== passages[i]?.plain),
    isEncrypted: bare.some(({ plain }) => ENCRYPTED.test(plain ?? "")),
  };
}

/** Found by its marks one after the other: a pattern over all of them takes the square of the time where the last is missing. */
function withoutArmour(text: string): string {
  const start = text.indexOf(SIGNED);
  const from = start === -1 ? -1 : text.indexOf("\n\n", start);
  const to = from === -1 ? -1 : text.indexOf(SIGNATURE, from);
  if (to === -1) return text;
  const end = text.indexOf(END, to);
  const words = text.slice(from + 2, to).replace(/^- /gm, "");
  return text.slice(0, start) + words + (end === -1 ? "" : text.slice(end + END.length));
}
