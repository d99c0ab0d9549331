import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSecrets } from "./secrets";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "parley-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => path.join(folder, "secrets.json");

describe("first-run secrets", () => {
  test("are made once, the same ever after, and readable by the owner alone", () => {
    const made = loadSecrets(folder, ["messenger"]);
    expect(loadSecrets(folder, ["messenger"])).toEqual(made);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made.encryptionKeys, "base64").length).toBe(32);
  });

  test("gain what a new platform needs without touching the others", () => {
    const before = loadSecrets(folder, ["messenger"]);
    const after = loadSecrets(folder, ["messenger", "telegram"]);
    expect(after).toEqual({ ...before, platforms: { ...before.platforms, telegram: expect.anything() } });
  });

  test("gain settings that an earlier release did not know, and keep what it made", () => {
    const { platforms, ...rest } = loadSecrets(folder, ["messenger"]);
    const { appId = "", appSecret = "", verifyToken = "" } = platforms.messenger ?? {};
    writeFileSync(file(), JSON.stringify({ ...rest, platforms: { messenger: { appId, appSecret, verifyToken } } }));
    const again = loadSecrets(folder, ["messenger"]);
    expect(again.platforms.messenger).toMatchObject({ appId, appSecret, verifyToken, aesKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}$/) });
    expect(loadSecrets(folder, ["messenger"])).toEqual(again);
  });

  test("are not made anew when the file is damaged: stored credentials would be lost", () => {
    loadSecrets(folder);
    writeFileSync(file(), JSON.stringify({ ...JSON.parse(readFileSync(file(), "utf8")), encryptionKeys: undefined }));
    expect(() => loadSecrets(folder)).toThrow(/encryptionKeys/);
  });
});
