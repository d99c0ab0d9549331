/** Undoes a Content-Transfer-Encoding. Lenient as mail programs are; what is no encoding of it stays as it is. Never throws. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  if (encoding === "base64") return decodeBase64(bytes);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(bytes);
  if (/^(x-)?uu(encode|e)?$/.test(encoding)) return decodeUu(bytes.toString("latin1")) ?? bytes;
  return bytes;
}

/**
 * Some write several encodings one after the other, each with its padding, and lists write their footer behind it: what follows
 * padding is decoded while it is base64 and dropped once it is words.
 */
function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const sample = text.slice(0, 65_536);
  const strange = sample.match(/[^A-Za-z0-9+/=\s_-]/g)?.length ?? 0;
  const pad = text.search(/=[=\s]*\S/);
  const rest = pad === -1 ? "" : text.slice(pad).replace(/^[=\s]+/, "");
  // Called base64 and is none: text that was never encoded.
  if (strange > sample.length / 20 && (pad === -1 || looksPlain(sample.slice(0, pad)))) return bytes;
  const head = Buffer.from(pad === -1 ? text : text.slice(0, pad), "base64");
  if (rest === "" || looksPlain(rest.slice(0, 2_000))) return head;
  return Buffer.concat([head, ...rest.split(/=+\s*/).map((piece) => Buffer.from(piece, "base64"))]);
}

/** Words and punctuation between them, instead of unbroken lines. */
function looksPlain(text: string): boolean {
  return /[^A-Za-z0-9+/=\s_-]/.test(text) || /[A-Za-z] +[A-Za-z]/.test(text) || /^[-_]{3,}/.test(text);
}

const SOFT_BREAK = 0x3d;

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let size = 0;
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i] as number;
    if (byte === SOFT_BREAK) {
      const code = hexAt(bytes, i + 1);
      const end = code === null ? softBreakEnd(bytes, i + 1) : i + 3;
      if (end === null) out[size++] = byte;
      else if (code !== null) out[size++] = code;
      i = end ?? i + 1;
    } else {
      out[size++] = byte;
      i += 1;
    }
  }
  return out.subarray(0, size);
}

function hexAt(bytes: Buffer, at: number): number | null {
  const [high, low] = [digit(bytes[at]), digit(bytes[at + 1])];
  return high === null || low === null ? null : high * 16 + low;
}

function digit(byte: number | undefined): number | null {
  if (byte === undefined) return null;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
}

/** Behind the "=" of a line's end, past the white space that relays add; null when it is no such end. */
function softBreakEnd(bytes: Buffer, from: number): number | null {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  if (at >= bytes.length) return at;
  if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  return bytes[at] === 0x0a ? at + 1 : null;
}

/** The bytes of one uuencoded block, "begin 644 name" to "end"; null when there is none. */
export function decodeUu(text: string): Buffer | null {
  const body = /(?:^|\n)begin [0-7]{3,4} [^\n]*\n([\s\S]*?)(?:\n`?\r?\nend|\nend|$)/.exec(text)?.[1];
  if (body === undefined) return null;
  return Buffer.concat(body.split("\n").map((line) => decodeUuLine(line.replace(/\r$/, ""))));
}

function decodeUuLine(line: string): Buffer {
  const size = (line.charCodeAt(0) - 32) & 63;
  if (line === "" || size === 0) return Buffer.alloc(0);
  const codes = [...line.slice(1, 85).padEnd(Math.ceil(size / 3) * 4, "`")].map((char) => (char.charCodeAt(0) - 32) & 63);
  const bytes: number[] = [];
  for (let i = 0; i + 3 < codes.length; i += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = codes.slice(i, i + 4);
    bytes.push(((a << 2) | (b >> 4)) & 255, ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255);
  }
  return Buffer.from(bytes.slice(0, size));
}
