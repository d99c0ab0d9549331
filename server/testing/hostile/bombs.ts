import { deflateRawSync, gzipSync } from "node:zlib";

const crc = Buffer.alloc(4);

/** An archive with one entry that says nothing true of its size: 50 MB of zeros in 50 KB. */
export function zipBomb(entryName = "zeros.txt"): Buffer {
  const packed = deflateRawSync(Buffer.alloc(50_000_000));
  const name = Buffer.from(entryName);
  const local = Buffer.alloc(30);
  local.write("PK\x03\x04", "latin1");
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  crc.copy(local, 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(10, 22);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, name, packed, Buffer.from("PK\x05\x06".padEnd(22, "\0"), "latin1")]);
}

/** 50 MB of zeros in 50 KB. */
export const gzipBomb = (): Buffer => gzipSync(Buffer.alloc(50_000_000));

/** Ten levels of ten: a thousand million of "lol" for whoever expands them. */
export const billionLaughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 10 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i || ""};`.repeat(10)}">`).join("")}]><svg xmlns="http://www.w3.org/2000/svg"><text>&lol10;</text></svg>`;

/** A picture for whoever looks at its head, a script for whoever believes it is one. */
export const gifScript = "GIF89a/*\x01\x00\x01\x00\x80\x00\x00*/=1;alert(document.domain)//";

/** A document with a page inside, and a page with a document's head. */
export const pdfPage = "%PDF-1.7\n<html><script>alert(1)</script></html>\n1 0 obj\n";
export const pagePdf = "<html><!--%PDF-1.7--><script>alert(1)</script></html>";

const PNG =
  "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082";

/** One pixel; with a size of four thousand million if asked. */
export function png({ isHuge = false } = {}): Buffer {
  const bytes = Buffer.from(PNG, "hex");
  if (isHuge) bytes.write("ffffffffffffffff", 16, "hex");
  return bytes;
}
