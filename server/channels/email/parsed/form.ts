import { fieldOf, readHead } from "../mime/headers";
import { readStructured } from "../mime/params";
import { splitAtBoundary } from "../mime/split";

const MAX_FIELDS = 200;
const DASH = 0x2d;

/**
 * The fields of a posted form, as bytes: a mail among them is no text in any one charset. Which of the two forms it has is told by how
 * it begins, since it is read again, later, without its headers. The first of two fields of one name counts.
 */
export function readForm(body: Buffer): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (const [name, value] of body[0] === DASH && body[1] === DASH ? partsOf(body) : pairsOf(body)) if (!fields.has(name)) fields.set(name, value);
  return fields;
}

/** multipart/form-data (RFC 7578); its first line is the boundary. */
function* partsOf(body: Buffer): Generator<[string, Buffer]> {
  const boundary = body.toString("latin1", 2, 200).split(/[\r\n]/)[0] ?? "";
  for (const piece of splitAtBoundary(body, boundary, MAX_FIELDS)) {
    const { fields, bodyAt } = readHead(piece);
    const { name } = readStructured(fieldOf(fields, "content-disposition") ?? "", "utf-8").params;
    if (name) yield [name, piece.subarray(bodyAt)];
  }
}

function* pairsOf(body: Buffer): Generator<[string, Buffer]> {
  for (const pair of body.toString("latin1").split("&", MAX_FIELDS)) {
    const at = pair.indexOf("=");
    if (at > 0) yield [decoded(pair.slice(0, at)).toString("utf8"), decoded(pair.slice(at + 1))];
  }
}

function decoded(text: string): Buffer {
  const bytes = text.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
