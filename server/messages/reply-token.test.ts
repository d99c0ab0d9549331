import { afterEach, describe, expect, test, vi } from "vitest";
import { newId } from "@/server/db/ids";

const KEYS = [1, 2].map((fill) => Buffer.alloc(32, fill).toString("base64"));
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz234567"];

/** The environment is parsed once a module load, so each case loads the file afresh. */
async function withKeys(...keys: (string | undefined)[]) {
  vi.resetModules();
  vi.stubEnv("ENCRYPTION_KEYS", keys.join(","));
  return import("./reply-token");
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("a reply token", () => {
  const tenant = newId();
  const conversation = newId();

  test("names its conversation, in 42 characters that a mail server may write in capitals", async () => {
    const { makeReplyToken, verifyReplyToken } = await withKeys(KEYS[0]);
    for (const id of [conversation, newId(), "00000000-0000-7000-8000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff"]) {
      const token = makeReplyToken(tenant, id);
      expect(token).toMatch(/^[a-z2-7]{42}$/);
      expect(verifyReplyToken(tenant, token)).toBe(id);
      expect(verifyReplyToken(tenant, token.toUpperCase())).toBe(id);
    }
  });

  test("with any one character changed to any other is none", async () => {
    const { makeReplyToken, verifyReplyToken } = await withKeys(KEYS[0]);
    const token = makeReplyToken(tenant, conversation);
    const changed = [...token].flatMap((own, place) =>
      ALPHABET.filter((other) => other !== own).map((other) => token.slice(0, place) + other + token.slice(place + 1)),
    );
    expect(changed).toHaveLength(42 * 31);
    expect(changed.filter((one) => verifyReplyToken(tenant, one) !== null)).toEqual([]);
  });

  test("is nothing in another tenant, cut off, lengthened, or made of other characters", async () => {
    const { makeReplyToken, verifyReplyToken } = await withKeys(KEYS[0]);
    const token = makeReplyToken(tenant, conversation);
    expect(verifyReplyToken(newId(), token)).toBeNull();
    // U+212A lower-cases to k: letters that only look right once folded must not reach the decoder as something else.
    for (const other of ["", token.slice(1), `${token}a`, `${token.slice(1)}1`, `${token.slice(1)}é`, "k".repeat(42), "\u212A".repeat(42), "😀".repeat(21)])
      expect(verifyReplyToken(tenant, other)).toBeNull();
  });

  test("outlives a rotation as long as its key stays in the ring, and no longer", async () => {
    const token = (await withKeys(KEYS[0])).makeReplyToken(tenant, conversation);
    expect((await withKeys(KEYS[1], KEYS[0])).verifyReplyToken(tenant, token)).toBe(conversation);
    expect((await withKeys(KEYS[1])).verifyReplyToken(tenant, token)).toBeNull();
  });
});
