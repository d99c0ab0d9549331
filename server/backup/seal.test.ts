import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { isSealed, seal, unseal } from "./seal";

const PASSPHRASE = "correct horse battery staple";

const sealed = (bytes: Buffer) => buffer(Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]).pipe(seal(PASSPHRASE)));
const opened = (bytes: Buffer, passphrase = PASSPHRASE) => {
  const cut = Array.from({ length: Math.ceil(bytes.length / 33) }, (_, i) => bytes.subarray(i * 33, (i + 1) * 33));
  return buffer(Readable.from(cut).pipe(unseal(passphrase)));
};

describe("a sealed backup", () => {
  test("opens with its passphrase, byte for byte, and shows nothing of what is in it", async () => {
    const plain = Buffer.concat([Buffer.from("a secret word"), randomBytes(5_000)]);
    const box = await sealed(plain);
    expect(isSealed(box)).toBe(true);
    expect(box.includes("secret")).toBe(false);
    expect((await opened(box)).equals(plain)).toBe(true);
    expect((await sealed(plain)).equals(box)).toBe(false);
  });

  test("fails with another passphrase, with any byte changed, and cut short", async () => {
    const box = await sealed(Buffer.from("a secret word, and some more of it"));
    await expect(opened(box, "another passphrase")).rejects.toThrow("BACKUP_PASSPHRASE");
    for (const at of [40, 50]) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(opened(changed)).rejects.toThrow("BACKUP_PASSPHRASE");
    }
    for (const length of [1, 47, box.length - 1]) await expect(opened(box.subarray(0, length))).rejects.toThrow("BACKUP_PASSPHRASE");
  });
});
