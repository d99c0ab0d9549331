import { describe, expect, test } from "vitest";
import { parseEnv } from "./env";

const key = Buffer.alloc(32, 7).toString("base64");

describe("the environment", () => {
  test.each([
    ["OUTBOUND_ALLOW", "nonsense"],
    ["OUTBOUND_ALLOW", "127.0.0.1:80,nonsense"],
    ["ENCRYPTION_KEYS", "x".repeat(50)],
    ["ENCRYPTION_KEYS", `${key},short`],
    ["PORT", "abc"],
    ["PUBLIC_URL", "foo"],
    ["DATABASE_URL", "mysql://x"],
  ])("refuses %s=%s in one sentence that names it", (name, value) => {
    expect(() => parseEnv({ [name]: value })).toThrow(new RegExp(`^${name} [^\\n]+$`));
  });

  test.each([
    ["OUTBOUND_ALLOW", "127.0.0.1:80, mail.internal:993"],
    ["OUTBOUND_ALLOW", "[::1]:80"],
    ["OUTBOUND_ALLOW", ""],
    ["ENCRYPTION_KEYS", key],
    ["ENCRYPTION_KEYS", `${key}, ${key}`],
    ["PORT", ""],
  ])("takes %s=%s", (name, value) => {
    expect(() => parseEnv({ [name]: value })).not.toThrow();
  });
});
