/**
 * A signed token of base64url, with another letter eight before its end: never the same bytes, whatever they were. (Its last letters
 * may carry fewer bits than they seem to, and a fixed ending is the real one once in 256 runs.)
 */
export function forge(token: string): string {
  const at = token.length - 8;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}
