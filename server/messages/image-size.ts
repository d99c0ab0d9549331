interface Size {
  width: number | null;
  height: number | null;
}

const NO_SIZE: Size = { width: null, height: null };

/** Width and height of a PNG, GIF, WebP or JPEG in pixels, from its header; nulls for anything else or a header that is cut off. Pure. */
export function imageSize(bytes: Uint8Array): Size {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return sane(pngSize(data) ?? gifSize(data) ?? webpSize(data) ?? jpegSize(data) ?? NO_SIZE);
  } catch (error) {
    // Reading past the end of a header that was cut off.
    if (error instanceof RangeError) return NO_SIZE;
    throw error;
  }
}

/** Nothing is drawn by a size that no picture has; PostgreSQL's int ends at 2^31. */
function sane({ width, height }: Size): Size {
  const fits = (n: number | null) => n !== null && n > 0 && n < 2 ** 31;
  return fits(width) && fits(height) ? { width, height } : NO_SIZE;
}

/** IHDR is always the first chunk. https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(data: Buffer): Size | null {
  if (data.readUInt32BE(0) !== 0x89504e47) return null;
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}

/** Logical screen descriptor. https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18 */
function gifSize(data: Buffer): Size | null {
  if (data.toString("latin1", 0, 4) !== "GIF8") return null;
  return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
}

/** Three kinds of first chunk, each with its own place for the size. RFC 9649, sections 2.5 to 2.7 */
function webpSize(data: Buffer): Size | null {
  if (data.toString("latin1", 0, 4) !== "RIFF" || data.toString("latin1", 8, 12) !== "WEBP") return null;
  const chunk = data.toString("latin1", 12, 16);
  if (chunk === "VP8X") return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 };
  if (chunk === "VP8 ") return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
  if (chunk !== "VP8L") return NO_SIZE;
  const bits = data.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** The first start-of-frame marker; C4, C8 and CC are other things. ITU T.81, table B.1 */
function jpegSize(data: Buffer): Size | null {
  if (data.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; ; ) {
    if (data.readUInt8(at) !== 0xff) return NO_SIZE;
    const marker = data.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    else at += 2 + data.readUInt16BE(at + 2);
  }
}
