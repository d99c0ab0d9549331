import { describe, expect, test } from "vitest";
import type { MailFacts } from "@/lib/schemas/mail";
import { mailFactsOf } from "@/server/testing/mail-history";
import { replyEnvelope } from "./reply-envelope";

const from = { address: "support@acme.example", name: "Acme" };
const mailboxes = new Set(["support@acme.example", "sales@acme.example"]);
const addresses = (all: { address: string }[]) => all.map(({ address }) => address);

function envelope(facts: Partial<MailFacts> | null, wanted: Parameters<typeof replyEnvelope>[1] = undefined, isOurs = false) {
  const answered = facts && { facts: { ...mailFactsOf("q@x", {}), ...facts }, isOurs };
  const contact = { address: "contact@example.com", name: "Con Tact" };
  const made = replyEnvelope({ from, mailboxes, answered, contact, subject: "Opening hours" }, wanted);
  return { ...made, to: addresses(made.to), cc: addresses(made.cc), bcc: addresses(made.bcc) };
}

const at = (...all: string[]) => all.map((address) => ({ address, name: null }));

describe("the recipients of an answer", () => {
  const asked = { from: at("ana@example.com")[0], to: at("support@acme.example", "bo@example.com"), cc: at("Chen@Example.com", "sales+x@acme.example") };

  test.each<[string, Parameters<typeof envelope>, { to: string[]; cc: string[] }]>([
    ["are who wrote, and everybody else but ourselves", [asked], { to: ["ana@example.com"], cc: ["bo@example.com", "Chen@Example.com"] }],
    ["are who wrote alone, when that is wished", [asked, { replyAll: false }], { to: ["ana@example.com"], cc: [] }],
    [
      "are who the writer wants answered",
      [{ ...asked, replyTo: at("desk@example.com") }],
      { to: ["desk@example.com"], cc: ["bo@example.com", "Chen@Example.com"] },
    ],
    [
      "are who wrote where the wish is one of our own mailboxes, or no address",
      [{ replyTo: at("sales@acme.example", "nobody") }],
      { to: ["ana@example.com"], cc: [] },
    ],
    [
      "are each there once, where they weigh most",
      [{ ...asked, cc: at("ANA@example.com", "bo@example.com") }],
      { to: ["ana@example.com"], cc: ["bo@example.com"] },
    ],
    [
      "are those of our own last mail, when we write again",
      [{ ...asked, from, to: at("ana@example.com"), cc: at("bo@example.com") }, {}, true],
      { to: ["ana@example.com"], cc: ["bo@example.com"] },
    ],
    ["are the contact, where nothing is answered", [null], { to: ["contact@example.com"], cc: [] }],
    ["are the contact, where a mailbox of ours wrote the mail", [{ from, to: [], cc: [] }], { to: ["contact@example.com"], cc: [] }],
    [
      "are those an agent names, without ourselves",
      [asked, { to: ["Dan <dan@example.com>", "support@acme.example"], cc: [] }],
      { to: ["dan@example.com"], cc: [] },
    ],
  ])("%s", (_name, given, expected) => {
    expect(envelope(...given)).toMatchObject(expected);
  });

  test("in Bcc are only whom an agent names, and nobody twice", () => {
    expect(envelope(asked, { bcc: ["bo@example.com", "eve@example.com"] })).toMatchObject({
      cc: ["bo@example.com", "Chen@Example.com"],
      bcc: ["eve@example.com"],
    });
  });

  test.each(["nobody", "a@b.example\r\nBcc: all@evil.example", "a@b.example, c@d.example", ""])("refuse %j in words", (bad) => {
    for (const field of ["to", "cc", "bcc"] as const)
      expect(() => envelope(asked, { [field]: [bad] })).toThrowError(
        expect.objectContaining({ code: "invalid", reason: "not-an-address", fields: [{ field: `mail.${field}`, message: expect.any(String) }] }),
      );
  });

  test("must be somebody, and no crowd that an agent asked for; of one that was copied in, the first are answered", () => {
    expect(() => envelope(asked, { to: ["support@acme.example"] })).toThrowError(expect.objectContaining({ reason: "no-recipient" }));
    const crowd = Array.from({ length: 60 }, (_, i) => `p${i}@example.com`);
    expect(() => envelope(asked, { to: crowd.slice(0, 30), cc: crowd.slice(30) })).toThrowError(expect.objectContaining({ reason: "too-many-recipients" }));
    const many = envelope({ ...asked, cc: at(...crowd) });
    expect([many.to.length, many.cc.length]).toEqual([1, 49]);
    expect(envelope({ ...asked, replyTo: at(...crowd) }).to).toHaveLength(50);
  });
});

describe("the subject of an answer", () => {
  test.each([
    ["Late parcel", "Re: Late parcel"],
    ["Re: Late parcel", "Re: Late parcel"],
    ["RE: AW: Re[2]: Late parcel", "Re: Late parcel"],
    ["回复：Re: 登录问题", "Re: 登录问题"],
    ["Order: two tents", "Re: Order: two tents"],
    ["Re: Order: two tents", "Re: Order: two tents"],
    ["Late\r\nBcc: all@evil.example", "Re: Late Bcc: all@evil.example"],
    ["", "Re: Opening hours"],
  ])("to %j is %j", (subject, expected) => {
    expect(envelope({ subject }).subject).toBe(expected);
  });

  test("is an agent's own, on one line; and the conversation's, where nothing is answered", () => {
    expect(envelope({}, { subject: "Your\nrefund" }).subject).toBe("Your refund");
    expect(envelope({}, { subject: "  " }).subject).toBe("Re: Late parcel");
    expect(envelope(null).subject).toBe("Opening hours");
  });
});

describe("the chain of an answer", () => {
  test("ends with the answered mail, and keeps the thread's beginning however long it is", () => {
    expect(envelope({ references: ["a@x", "b@x"] }).references).toEqual(["a@x", "b@x", "q@x"]);
    expect(envelope({ messageId: null, references: ["a@x"] }).references).toEqual(["a@x"]);
    expect(envelope(null).references).toEqual([]);
    const long = envelope({ references: Array.from({ length: 90 }, (_, i) => `r${i}@x`) }).references;
    expect([long.length, long[0], long[1], long.at(-1)]).toEqual([21, "r0@x", "r71@x", "q@x"]);
  });
});
