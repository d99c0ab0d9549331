import { required } from "@/lib/env";

/** The installation's keys, 32 bytes each: the first makes, all of them still open and verify, so that keys can be rotated. */
export function keyRing(): Buffer[] {
  return required("ENCRYPTION_KEYS")
    .split(",")
    .map((text) => Buffer.from(text.trim(), "base64"))
    .map((key) => {
      if (key.length !== 32) throw new Error("ENCRYPTION_KEYS needs base64 of 32 bytes in every entry.");
      return key;
    });
}
