import { describe, expect, test } from "vitest";
import type { MailFacts } from "@/lib/schemas/mail";
import { mailWarnings } from "./mail-warnings";
import { addressLabel, fullAddress, summarise } from "./recipients-summary";
import { isSameSubject } from "./same-subject";
import { checkDetails, senderCheck } from "./sender-check";

type Authentication = MailFacts["authentication"];
const checks = (spf: string | null, dkim: string | null, dmarc: string | null) => ({ spf, dkim, dmarc }) as Authentication;

describe("the check of a sender", () => {
  test.each([
    ["confirmed when the domain vouches, whatever the older checks say", checks("fail", "pass", "pass"), "confirmed"],
    ["denied when the domain says no, even where a signature of somebody else's is good", checks("pass", "pass", "fail"), "denied"],
    ["partly when the domain does not say", checks("softfail", "pass", "none"), "partly"],
    ["partly when only the sending server is known", checks("pass", "none", null), "partly"],
    ["none when nothing is good", checks("neutral", "none", "none"), "none"],
    ["none for a broken signature", checks(null, "fail", null), "none"],
    ["unknown when the server says nothing", null, "unknown"],
    ["unknown when it names no result", checks(null, null, null), "unknown"],
  ] as const)("is %s", (_name, authentication, expected) => {
    expect(senderCheck(authentication)).toBe(expected);
  });

  test("names the results for who knows the words", () => {
    expect(checkDetails(checks("pass", null, "none"))).toBe("SPF pass · DMARC none");
    expect(checkDetails(null)).toBe("");
  });
});

describe("the warnings of a mail", () => {
  const warnings = (flags: MailFacts["flags"], authentication: Authentication = null) => mailWarnings({ flags, authentication }).map(({ what }) => what);

  test("are none for an ordinary mail, nor for what only the details say", () => {
    expect(warnings([])).toEqual([]);
    expect(warnings(["list", "signed", "invite", "forwarded"], checks("pass", "pass", "pass"))).toEqual([]);
  });

  test("name the gravest first", () => {
    expect(warnings(["new-subject", "encrypted", "newcomer", "stranger"], checks("fail", "none", "fail"))).toEqual([
      "denied",
      "stranger",
      "newcomer",
      "encrypted",
      "newSubject",
    ]);
  });

  test("do not cry for a sender who is merely not confirmed", () => {
    expect(warnings([], checks("none", "none", "none"))).toEqual([]);
  });
});

describe("recipients in a line", () => {
  const people = (count: number) => Array.from({ length: count }, (_, i) => ({ address: `p${i + 1}@example.com`, name: null }));

  test("are named by name, else by address", () => {
    expect(addressLabel({ address: "ana@example.com", name: " Ana " })).toBe("Ana");
    expect(addressLabel({ address: "ana@example.com", name: " " })).toBe("ana@example.com");
    expect(fullAddress({ address: "ana@example.com", name: "Ana" })).toBe("Ana <ana@example.com>");
    expect(fullAddress({ address: "ana@example.com", name: null })).toBe("ana@example.com");
  });

  test.each([
    [0, 0, 0],
    [2, 2, 0],
    [3, 3, 0],
    [4, 2, 2],
    [60, 2, 58],
  ])("%i are %i names and %i more", (count, named, more) => {
    expect(summarise(people(count))).toMatchObject({ names: { length: named }, more });
  });
});

describe("the subject of an answer", () => {
  test.each([
    ["Your order", "Re: Your order"],
    ["Re: Your order", "AW: Re: Your  order"],
    ["您的订单", "回复：您的订单"],
    ["Re: Your order", "your order"],
    ["", ""],
  ])("“%s” goes on as “%s”", (a, b) => {
    expect(isSameSubject(a, b)).toBe(true);
    expect(isSameSubject(b, a)).toBe(true);
  });

  test.each([
    ["Your order", "Your invoice"],
    ["Your order", ""],
    ["Your order", "Re: Your order, and another thing"],
  ])("“%s” does not go on as “%s”", (a, b) => {
    expect(isSameSubject(a, b)).toBe(false);
  });
});
