import type { Passage } from "./read-content";

const SIGNED =
  /-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+: [^\n]*\n)*\n([\s\S]*?)\n-----BEGIN PGP SIGNATURE-----[\s\S]*?(?:-----END PGP SIGNATURE-----\n?|$)/g;
const ENCRYPTED = /^-----BEGIN PGP MESSAGE-----$/m;

/** OpenPGP written into the text itself (RFC 9580, section 7): the armour of a signature is taken off, an encrypted text is named so. */
export function unwrapPgp(passages: Passage[]): { passages: Passage[]; isSigned: boolean; isEncrypted: boolean } {
  let isSigned = false;
  const plain = (text: string) =>
    text.replace(SIGNED, (_all, words: string) => {
      isSigned = true;
      return words.replace(/^- /gm, "");
    });
  const bare = passages.map((passage) => (passage.plain?.includes("-----BEGIN PGP") ? { ...passage, plain: plain(passage.plain) } : passage));
  return { passages: bare, isSigned, isEncrypted: bare.some((passage) => ENCRYPTED.test(passage.plain ?? "")) };
}
