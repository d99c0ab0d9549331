import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { bug } from "@/lib/errors";
import { keyRing } from "./key-ring";

// The envelope: version, key id, nonce, tag, then the ciphertext. The header is authenticated with it.
const VERSION = 1;
const KEY_ID_BYTES = 4;
// NIST SP 800-38D, section 8.2: 96 bits, random, far below 2^32 messages a key.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/**
 * Encrypts a channel's credentials (anything JSON can hold) with the first key of ENCRYPTION_KEYS, AES-256-GCM.
 * The key's id travels in the envelope, so that keys can be rotated: put the new one first and keep the old one behind it.
 */
export function encryptCredentials(value: unknown): Buffer {
  const [current] = namedKeys();
  if (!current) throw bug("ENCRYPTION_KEYS holds no key");
  const header = Buffer.concat([Buffer.of(VERSION), current.id]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", current.key, nonce).setAAD(header);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
}

/** The value back. Throws `bug` when its key is no longer in ENCRYPTION_KEYS or a byte was changed. */
export function decryptCredentials(bytes: Uint8Array): unknown {
  const envelope = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = envelope.subarray(0, HEADER_BYTES);
  const known = namedKeys().find(({ id }) => id.equals(header.subarray(1)));
  if (header[0] !== VERSION || !known) throw bug("credentials were encrypted with a key that is not in ENCRYPTION_KEYS");
  const nonce = envelope.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const tag = envelope.subarray(HEADER_BYTES + NONCE_BYTES, HEADER_BYTES + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", known.key, nonce, { authTagLength: TAG_BYTES }).setAAD(header).setAuthTag(tag);
  try {
    const opened = Buffer.concat([decipher.update(envelope.subarray(HEADER_BYTES + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString("utf8"));
  } catch (error) {
    throw bug("credentials do not open: their bytes were changed", error);
  }
}

function namedKeys(): { id: Buffer; key: Buffer }[] {
  return keyRing().map((key) => ({ id: createHash("sha256").update(key).digest().subarray(0, KEY_ID_BYTES), key }));
}
