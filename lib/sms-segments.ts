/** How a network carries a text: in how many pieces, by which alphabet. Each piece is charged. */
export interface Segments {
  count: number;
  /** Units that are free in the last piece. */
  left: number;
  /** The first character that is not in the network's own alphabet and makes the whole text dearer; null where all are. */
  odd: string | null;
}

// 3GPP TS 23.038, 6.2.1: the default alphabet of seven bits, and the extension table, of which each character takes two places.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("\f^{}\\[~]|€");

/** Units of a piece that stands alone, and of one of several: those lose some to the number of the piece (3GPP TS 23.040, 9.2.3.24.1). */
const GSM = { alone: 160, of: 153 };
const UCS2 = { alone: 70, of: 67 };

/**
 * The pieces that a text is cut into. One character beyond the network's alphabet, and all of them are written in two bytes. No
 * character is cut in two: what does not fit whole begins the next piece.
 */
export function countSegments(text: string): Segments {
  const characters = [...text];
  const odd = characters.find((character) => !BASIC.has(character) && !EXTENDED.has(character)) ?? null;
  const { alone, of } = odd === null ? GSM : UCS2;
  const units = characters.map((character) => (odd === null ? (EXTENDED.has(character) ? 2 : 1) : character.length));
  const total = units.reduce((sum, unit) => sum + unit, 0);
  if (total <= alone) return { count: total === 0 ? 0 : 1, left: alone - total, odd };
  let count = 1;
  let used = 0;
  for (const unit of units) {
    if (used + unit > of) {
      count += 1;
      used = 0;
    }
    used += unit;
  }
  return { count, left: of - used, odd };
}
