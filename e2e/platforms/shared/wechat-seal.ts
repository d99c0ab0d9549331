import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/* How WeChat's servers sign and seal: the far side of the scheme, written from its documentation, apart from the product's. */

export const sha1Of = (...parts: string[]): string => createHash("sha1").update(parts.sort().join("")).digest("hex");

const keyOf = (aesKey: string): Buffer => Buffer.from(`${aesKey}=`, "base64");

/** 16 random bytes, the length, the message, for whom; filled up to whole blocks of 32. */
export function seal(message: string, { aesKey, receiveId }: { aesKey: string; receiveId: string }): string {
  const body = Buffer.from(message);
  const length = Buffer.from([body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length]);
  const clear = Buffer.concat([randomBytes(16), length, body, Buffer.from(receiveId)]);
  const missing = 32 - (clear.length % 32);
  const cipher = createCipheriv("aes-256-cbc", keyOf(aesKey), keyOf(aesKey).subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([clear, Buffer.alloc(missing, missing)])), cipher.final()]).toString("base64");
}

/** Null for what was not sealed with this key for this receiver. */
export function unseal(encrypted: string, { aesKey, receiveId }: { aesKey: string; receiveId: string }): string | null {
  try {
    const decipher = createDecipheriv("aes-256-cbc", keyOf(aesKey), keyOf(aesKey).subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
    const clear = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
    const end = 20 + clear.readUInt32BE(16);
    return clear.subarray(end).toString() === receiveId ? clear.subarray(20, end).toString() : null;
  } catch {
    return null;
  }
}

/** Fields as WeChat writes them: text in CDATA, numbers bare, a list of pairs nested. */
export type XmlFields = [name: string, value: string | number | XmlFields][];

export function xmlOf(fields: XmlFields): string {
  const inner = fields.map(([name, value]) => {
    if (Array.isArray(value)) return `<${name}>${xmlOf(value).slice(5, -6)}</${name}>`;
    return `<${name}>${typeof value === "number" ? value : `<![CDATA[${value}]]>`}</${name}>`;
  });
  return `<xml>${inner.join("")}</xml>`;
}

/** One field of a small XML document, or null. */
export function fieldOf(xml: string, name: string): string | null {
  const match = new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml);
  return match ? (match[1] ?? match[2] ?? "") : null;
}
