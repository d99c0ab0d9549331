import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { isSameSecret } from "./same-secret";

/*
 * How WeChat and WeCom sign and seal what they send. One scheme for official accounts, mini programs and WeCom; only who the
 * message is sealed for (the receive id) differs.
 * Source: developers.weixin.qq.com/doc/oplatform, "Technical plan for encrypting messages", read 2026-11-21.
 */

/** 43 letters and digits: 32 bytes in base64 without their padding. */
export const WECHAT_AES_KEY = /^[A-Za-z0-9]{43}$/;

const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;
/** PKCS#7 as usual, but for blocks of 32 bytes where AES has 16: no library takes it off by itself. */
const BLOCK_BYTES = 32;

/** For whom a message is sealed. Several receive ids where one address is called in several names. */
export interface WechatSeal {
  aesKey: string;
  receiveIds: string[];
}

/** SHA-1 over the parts, sorted as bytes and joined by nothing. */
export function wechatSignature(parts: string[]): string {
  const sorted = parts.map((part) => Buffer.from(part)).sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(sorted)).digest("hex");
}

/** Whether the given signature is the parts', in constant time. An empty token signs nothing. */
export function isWechatSignature(given: string | undefined, [token = "", ...parts]: string[]): boolean {
  return token !== "" && isSameSecret(given ?? "", wechatSignature([token, ...parts]));
}

/** What was sealed for us. Throws on a key that does not fit, on a cut message, and on one that was sealed for somebody else. */
export function openWechat(encrypted: string, { aesKey, receiveIds }: WechatSeal): string {
  const clear = withoutPadding(decrypt(Buffer.from(encrypted, "base64"), aesKey));
  if (clear.length < HEAD_BYTES) throw new Error("The sealed message is too short.");
  const end = HEAD_BYTES + clear.readUInt32BE(RANDOM_BYTES);
  if (end > clear.length) throw new Error("The sealed message is cut.");
  // Whoever holds the same key for another account could else hand its messages to us.
  if (!receiveIds.includes(clear.toString("utf8", end))) throw new Error("The message was sealed for somebody else.");
  return clear.toString("utf8", HEAD_BYTES, end);
}

/** Seals an answer. `random` is given by tests alone. */
export function sealWechat(message: string, { aesKey, receiveId }: { aesKey: string; receiveId: string }, random: Uint8Array = randomBytes(16)): string {
  const { key, iv } = readKey(aesKey);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(message));
  const clear = withPadding(Buffer.concat([random, length, Buffer.from(message), Buffer.from(receiveId)]));
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(clear), cipher.final()]).toString("base64");
}

function decrypt(bytes: Buffer, aesKey: string): Buffer {
  const { key, iv } = readKey(aesKey);
  // OpenSSL would say the same in words for nobody.
  if (bytes.length % iv.length > 0) throw new Error("The sealed message is cut.");
  // Without padding: what stands at the end may be up to 32 bytes, which AES itself would take for damage.
  const decipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

/** Node's decoder forgives the spare bits that the last character of a real key may carry. */
function readKey(aesKey: string): { key: Buffer; iv: Buffer } {
  const key = Buffer.from(`${aesKey}=`, "base64");
  if (key.length !== 32) throw new Error("The EncodingAESKey has 43 characters.");
  return { key, iv: key.subarray(0, 16) };
}

function withPadding(clear: Buffer): Buffer {
  const count = BLOCK_BYTES - (clear.length % BLOCK_BYTES);
  return Buffer.concat([clear, Buffer.alloc(count, count)]);
}

/** A last byte that cannot be a count stands for no padding, as in WeChat's own libraries. */
function withoutPadding(clear: Buffer): Buffer {
  const count = clear.at(-1) ?? 0;
  return count >= 1 && count <= BLOCK_BYTES ? clear.subarray(0, Math.max(0, clear.length - count)) : clear;
}
