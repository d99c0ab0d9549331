import { afterEach, describe, expect, test, vi } from "vitest";

const KEYS = [1, 2].map((fill) => Buffer.alloc(32, fill).toString("base64"));

/** The environment is parsed once a module load, so each case loads the file afresh. */
async function withKeys(keys: string) {
  vi.resetModules();
  vi.stubEnv("ENCRYPTION_KEYS", keys);
  return import("./credentials");
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("credentials", () => {
  const secret = { pageAccessToken: "EAAG…", note: "密钥 🔑" };

  test("come back as they were, and never look the same twice", async () => {
    const { encryptCredentials, decryptCredentials } = await withKeys(KEYS[0] ?? "");
    const [one, two] = [encryptCredentials(secret), encryptCredentials(secret)];
    expect(decryptCredentials(one)).toEqual(secret);
    expect(one.equals(two)).toBe(false);
    expect(one.includes("EAAG")).toBe(false);
  });

  test("open after a rotation as long as the old key stays behind the new one", async () => {
    const old = (await withKeys(KEYS[0] ?? "")).encryptCredentials(secret);
    expect((await withKeys(`${KEYS[1]},${KEYS[0]}`)).decryptCredentials(old)).toEqual(secret);
    const gone = await withKeys(KEYS[1] ?? "");
    expect(() => gone.decryptCredentials(old)).toThrow(/not in ENCRYPTION_KEYS/);
  });

  test("with any byte changed are refused", async () => {
    const { encryptCredentials, decryptCredentials } = await withKeys(KEYS[0] ?? "");
    const good = encryptCredentials(secret);
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      expect(() => decryptCredentials(bad), `byte ${at}`).toThrow();
    }
  });
});
