import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isWechatSignature, openWechat, sealWechat, WECHAT_AES_KEY, wechatSignature } from "./wechat-crypto";

const golden = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../wechat-oa/fixtures/golden-${name}.json`, import.meta.url), "utf8"));
const SEALED = ["aes", "aes-pad-32", "aes-pad-large", "component-ticket", "passive-reply"];

function sealOf({ encodingAESKey: aesKey = "", receiveId = "" }: Record<string, string>) {
  return { aesKey, receiveIds: [receiveId], receiveId };
}

describe.each(SEALED)("the sealed message %s", (name) => {
  const vector = golden(name);
  const { encrypt = "", token = "", timestamp = "", nonce = "", msg_signature: signature } = vector;

  it("opens to what was sealed", () => {
    expect(openWechat(encrypt, sealOf(vector))).toBe(vector.plaintext);
  });

  it("is sealed to the same bytes", () => {
    expect(sealWechat(vector.plaintext ?? "", sealOf(vector), Buffer.from(vector.random16 ?? ""))).toBe(encrypt);
  });

  it("has its signature, and no other", () => {
    expect(isWechatSignature(signature, [token, timestamp, nonce, encrypt])).toBe(true);
    expect(isWechatSignature(signature, [token, timestamp, `${nonce}1`, encrypt])).toBe(false);
    expect(isWechatSignature(signature, [token, timestamp, nonce, `A${encrypt.slice(1)}`])).toBe(false);
    expect(isWechatSignature("0".repeat(40), [token, timestamp, nonce, encrypt])).toBe(false);
  });
});

describe("openWechat", () => {
  const vector = golden("aes");
  const encrypt = vector.encrypt ?? "";

  it.each<[string, string, Partial<ReturnType<typeof sealOf>>]>([
    ["sealed for another account", encrypt, { receiveIds: ["wxffffffffffffffff"] }],
    ["sealed for a name that ours only begins with", encrypt, { receiveIds: [`${vector.receiveId}0`] }],
    ["sealed with another key", encrypt, { aesKey: `${vector.encodingAESKey?.slice(0, 42)}A`.replace(/^./, "Z") }],
    ["with a key that is none", encrypt, { aesKey: "short" }],
    ["cut", encrypt.slice(0, 64), {}],
    ["that is no whole number of blocks", encrypt.slice(0, 60), {}],
    ["that is empty", "", {}],
    ["that is no base64", "<xml>", {}],
  ])("refuses a message %s", (_name, sealed, changes) => {
    expect(() => openWechat(sealed, { ...sealOf(vector), ...changes })).toThrow();
  });

  it("takes one of several names", () => {
    expect(openWechat(encrypt, { ...sealOf(vector), receiveIds: ["wx0", vector.receiveId ?? ""] })).toBe(vector.plaintext);
  });

  it("opens what was just sealed, whatever its length", () => {
    for (let length = 0; length < 70; length++) {
      const text = "信".repeat(length);
      expect(openWechat(sealWechat(text, sealOf(vector)), sealOf(vector))).toBe(text);
    }
  });
});

describe("signatures", () => {
  it("sign the greeting", () => {
    const { token = "", timestamp = "", nonce = "", signature } = golden("verify-get");
    expect(wechatSignature([token, timestamp, nonce])).toBe(signature);
    expect(wechatSignature([nonce, token, timestamp])).toBe(signature);
  });

  it("are never made with an empty token", () => {
    expect(isWechatSignature(wechatSignature(["", "1", "2"]), ["", "1", "2"])).toBe(false);
    expect(isWechatSignature(undefined, ["token", "1"])).toBe(false);
  });

  it("know a key by its form", () => {
    expect(WECHAT_AES_KEY.test(golden("aes").encodingAESKey ?? "")).toBe(true);
    expect(WECHAT_AES_KEY.test("too-short")).toBe(false);
  });
});
