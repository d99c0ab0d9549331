import { describe, expect, test } from "vitest";
import { addressKey, isMailboxOf, parseMailAddress } from "./mail-address";

describe("an address", () => {
  test.each([
    ["Ana@Example.COM", "ana@example.com"],
    ["ana@bücher.example", "ana@xn--bcher-kva.example"],
    ["ANA@XN--BCHER-KVA.example", "ana@xn--bcher-kva.example"],
    ["a.n.a+shop@example.com", "a.n.a+shop@example.com"],
    ["ａｎａ@example.com", "ana@example.com"],
    ["ana@[127.0.0.1]", "ana@[127.0.0.1]"],
    ["not an address", "not an address"],
  ])("%s has one form: %s", (given, key) => {
    expect(addressKey(given)).toBe(key);
  });

  test("is a mailbox of ours with any +tag, and a longer name is somebody else's", () => {
    const ours = new Set(["support@acme.example", "a+b@acme.example"]);
    expect(["Support@acme.example", "support+r.abc@acme.example", "a+b@acme.example"].every((one) => isMailboxOf(ours, one))).toBe(true);
    expect(["xsupport@acme.example", "support@acme.example.evil", "support+@evil.example", "a@acme.example"].some((one) => isMailboxOf(ours, one))).toBe(false);
  });

  test.each([
    ["ana@example.com", { address: "ana@example.com", name: null }],
    ["  Ana M. <Ana@Example.com> ", { address: "ana@example.com", name: "Ana M." }],
    ['"Martínez, Ana" <ana@example.com>', { address: "ana@example.com", name: "Martínez, Ana" }],
    ["陈晓雨 <chen@huaxing.example>", { address: "chen@huaxing.example", name: "陈晓雨" }],
  ])("is read as people type it: %s", (given, read) => {
    expect(parseMailAddress(given)).toEqual(read);
  });

  test.each(["", "ana", "ana@", "@b.c", "a@b.c, d@e.f", "a@b.c\r\nBcc: x@y.z", "Ana\r\nBcc: x@y.z <a@b.c>", "<a@b.c> <d@e.f>", "a@b.c\u0000"])(
    "is refused: %j",
    (given) => {
      expect(parseMailAddress(given)).toBeNull();
    },
  );
});
