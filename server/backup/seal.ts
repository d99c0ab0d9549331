import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { Transform } from "node:stream";

/*
 * A backup under a passphrase: magic, salt, initial counter, AES-256-CTR, and an HMAC-SHA256 over all of that at the end.
 * Not GCM, which may not encrypt more than 64 GB under one key and counter (NIST SP 800-38D, 5.2.1.1).
 */
const MAGIC = Buffer.from("PARLEY-SEALED-1\n");
const SALT_BYTES = 16;
const HEAD_BYTES = MAGIC.length + SALT_BYTES + 16;
const TAG_BYTES = 32;
/** 128 MB and about half a second a guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

/** Encrypts what is piped through it. */
export function seal(passphrase: string): Transform {
  const head = Buffer.concat([MAGIC, randomBytes(SALT_BYTES), randomBytes(16)]);
  const { cipherKey, tagKey, iv } = keysOf(passphrase, head);
  const cipher = createCipheriv("aes-256-ctr", cipherKey, iv);
  const tag = createHmac("sha256", tagKey).update(head);
  let isStarted = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isStarted) this.push(head);
      isStarted = true;
      const sealed = cipher.update(chunk);
      tag.update(sealed);
      done(null, sealed);
    },
    flush(done) {
      done(null, tag.digest());
    },
  });
}

/** Whether a file that begins so is sealed. */
export function isSealed(start: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(start).subarray(0, MAGIC.length), MAGIC) === 0;
}

/** Decrypts what `seal` made. What it gives must not be believed before its end, when the seal is checked: a wrong passphrase fails there. */
export function unseal(passphrase: string): Transform {
  let held = Buffer.alloc(0);
  let opened: { decipher: ReturnType<typeof createDecipheriv>; tag: ReturnType<typeof createHmac> } | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk]);
      if (!opened && held.length >= HEAD_BYTES) {
        const head = held.subarray(0, HEAD_BYTES);
        const { cipherKey, tagKey, iv } = keysOf(passphrase, head);
        opened = { decipher: createDecipheriv("aes-256-ctr", cipherKey, iv), tag: createHmac("sha256", tagKey).update(head) };
        held = held.subarray(HEAD_BYTES);
      }
      // The last 32 bytes are the tag's, and which are the last is known at the end.
      if (!opened || held.length <= TAG_BYTES) return done();
      const sealed = held.subarray(0, held.length - TAG_BYTES);
      held = held.subarray(held.length - TAG_BYTES);
      opened.tag.update(sealed);
      done(null, opened.decipher.update(sealed));
    },
    flush(done) {
      const isGenuine = opened && held.length === TAG_BYTES && timingSafeEqual(opened.tag.digest(), held);
      done(isGenuine ? null : new Error("BACKUP_PASSPHRASE is not the one it was sealed with, or it was changed"));
    },
  });
}

function keysOf(passphrase: string, head: Buffer): { cipherKey: Buffer; tagKey: Buffer; iv: Buffer } {
  const salt = head.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
  const keys = scryptSync(passphrase, salt, 64, SCRYPT);
  return { cipherKey: keys.subarray(0, 32), tagKey: keys.subarray(32), iv: head.subarray(MAGIC.length + SALT_BYTES, HEAD_BYTES) };
}
