import { createHmac, timingSafeEqual } from "node:crypto";
import { keyRing } from "@/server/connections/key-ring";

// A conversation's id and 80 bits of an HMAC-SHA256 over tenant and conversation: 208 bits, in 42 characters that stay below
// the 64 of an address's local part (RFC 5321, section 4.5.3.1.1) and that survive a server which changes their case.
const ID_BYTES = 16;
const TAG_BYTES = 10;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const TOKEN = /^[a-z2-7]{42}$/;

/**
 * What our mails carry in Reply-To, Message-ID and text, so that an answer finds its conversation. Whoever holds it may write into
 * that conversation; nobody can make one, and one tenant's means nothing in another.
 */
export function makeReplyToken(tenantId: string, conversationId: string): string {
  const [current] = keyRing();
  if (!current) throw new Error("ENCRYPTION_KEYS holds no key");
  const id = fromUuid(conversationId);
  return encode(Buffer.concat([id, tagOf(current, tenantId, id)]));
}

/** The conversation that a token of this tenant's names; null for anything else. In any case of letters, under any key of the ring. */
export function verifyReplyToken(tenantId: string, token: string): string | null {
  const text = token.toLowerCase();
  const bytes = TOKEN.test(text) ? decode(text) : null;
  // The last character has two bits to spare: only one spelling of a token counts.
  if (!bytes || encode(bytes) !== text) return null;
  const id = bytes.subarray(0, ID_BYTES);
  const tag = bytes.subarray(ID_BYTES);
  // Every key is tried whatever the others say, each in constant time: the time tells nothing of how close a guess was.
  const verdicts = keyRing().map((key) => timingSafeEqual(tagOf(key, tenantId, id), tag));
  return verdicts.includes(true) ? toUuid(id) : null;
}

/** A key of its own for this purpose, so that no tag made here means anything elsewhere. */
function tagOf(key: Buffer, tenantId: string, conversation: Buffer): Buffer {
  const purpose = createHmac("sha256", key).update("parley reply token 1").digest();
  return createHmac("sha256", purpose).update(fromUuid(tenantId)).update(conversation).digest().subarray(0, TAG_BYTES);
}

const fromUuid = (id: string) => Buffer.from(id.replaceAll("-", ""), "hex");
const toUuid = (bytes: Buffer) => bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** Base32 of RFC 4648 in lower case, without padding. */
function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

function decode(text: string): Buffer {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
