import { describe, expect, test } from "vitest";
import { COLLEAGUE, mail, mailRows, SALES } from "@/server/testing/mail-history";
import type { Given, Rows } from "@/server/testing/play-history";

const minutes = (n: number) => new Date(Date.UTC(2026, 10, 21, 9, n));
const days = (n: number) => new Date(Date.UTC(2026, 10, 21 + n, 12));

/** Which mails stand together, by their ids; the conversations in the order they began. */
const groups = (rows: Rows) => rows.conversations.map((c) => rows.messages.filter((m) => m.conversationId === c.id).map((m) => m.externalId));
const flagsOf = (rows: Rows, id: string) => rows.messages.find((m) => m.externalId === id)?.mail?.flags;
const authorOf = (rows: Rows, id: string) => {
  const message = rows.messages.find((m) => m.externalId === id);
  return rows.identities.find((i) => i.id === message?.identityId)?.value;
};

describe("a mail's conversation", () => {
  const question = mail("q@x", { cc: ["bo@example.com"] });

  test.each<[string, Parameters<typeof mail>[1], string[][], string[]]>([
    ["its sender's own answer joins", { references: ["q@x"], subject: "Re: Late parcel" }, [["q@x", "m@x"]], []],
    ["the answer of somebody in Cc joins", { references: ["q@x"], from: "Bo@Example.com" }, [["q@x", "m@x"]], []],
    ["an answer to an earlier mail of the chain joins", { references: ["q@x", "elsewhere@x"] }, [["q@x", "m@x"]], []],
    ["a colleague's own address joins", { references: ["q@x"], from: COLLEAGUE }, [["q@x", "m@x"]], []],
    [
      "a forged colleague stays outside",
      { references: ["q@x"], from: COLLEAGUE, authentication: { spf: "fail", dkim: "none", dmarc: "fail" } },
      [["q@x"], ["m@x"]],
      ["stranger"],
    ],
    ["a stranger who knows the Message-ID stays outside", { references: ["q@x"], from: "eve@evil.example" }, [["q@x"], ["m@x"]], ["stranger"]],
    [
      "a stranger who names the people in it stays outside",
      { references: ["q@x"], from: "eve@evil.example", cc: ["ana@example.com"] },
      [["q@x"], ["m@x"]],
      ["stranger"],
    ],
    ["a ticket number in the subject opens nothing", { subject: "Re: Late parcel [#1]", from: "eve@evil.example" }, [["q@x"], ["m@x"]], []],
    ["the same subject joins nothing", {}, [["q@x"], ["m@x"]], []],
    ["another subject is another matter", { references: ["q@x"], subject: "My invoice" }, [["q@x"], ["m@x"]], ["new-subject"]],
    ["a subject with something added is the same", { references: ["q@x"], subject: "AW: Late parcel (solved)" }, [["q@x", "m@x"]], []],
    ["no subject at all is the same", { references: ["q@x"], subject: "" }, [["q@x", "m@x"]], []],
    ["the spelling of a Message-ID's domain does not matter", { references: ["q@X"] }, [["q@x", "m@x"]], []],
    ["a reference to what nobody knows begins one", { references: ["unknown@x"] }, [["q@x"], ["m@x"]], []],
  ])("%s", (_name, given, expected, flags) => {
    const rows = mailRows()
      .take([question])
      .take([mail("m@x", given)]);
    expect(groups(rows)).toEqual(expected);
    expect(flagsOf(rows, "m@x")).toEqual(flags);
  });

  test("its contact stays who wrote first, and a colleague of theirs who answers is their own person", () => {
    const rows = mailRows().take([question, mail("m@x", { references: ["q@x"], from: "bo@example.com" })]);
    const [conversation] = rows.conversations;
    expect(rows.identities.find((i) => i.id === conversation?.identityId)?.value).toBe("ana@example.com");
    expect(conversation?.contactId).toBe(rows.contacts[0]?.id);
    expect(authorOf(rows, "m@x")).toBe("bo@example.com");
  });

  test("somebody who is copied in may answer from then on", () => {
    const rows = mailRows().take([
      mail("q@x"),
      mail("a@x", { references: ["q@x"], cc: ["dan@example.com"] }),
      mail("m@x", { references: ["q@x", "a@x"], from: "dan@example.com" }),
    ]);
    expect(groups(rows)).toEqual([["q@x", "a@x", "m@x"]]);
  });

  test("a stranger's own thread is a thread: the next mail joins theirs, not the one they pointed at", () => {
    const eve = { from: "eve@evil.example" };
    const rows = mailRows().take([question, mail("e1@x", { ...eve, references: ["q@x"] }), mail("e2@x", { ...eve, references: ["q@x", "e1@x"] })]);
    expect(groups(rows)).toEqual([["q@x"], ["e1@x", "e2@x"]]);
    expect(rows.conversations[1]?.threadKey).not.toBe(rows.conversations[0]?.threadKey);
  });

  test("after a long time begins anew in the same thread, and goes on there", () => {
    const rows = mailRows().take([question]);
    Object.assign(rows.conversations[0] ?? {}, { status: "resolved", resolvedAt: days(-20) });
    rows.take([mail("m@x", { references: ["q@x"] })]).take([mail("n@x", { references: ["q@x"] })]);
    expect(groups(rows)).toEqual([["q@x"], ["m@x", "n@x"]]);
  });

  test("a resolved one is opened again within its days", () => {
    const rows = mailRows().take([question]);
    Object.assign(rows.conversations[0] ?? {}, { status: "resolved", resolvedAt: days(-2) });
    expect(rows.take([mail("m@x", { references: ["q@x"] })]).conversations).toMatchObject([{ status: "open" }]);
  });
});

describe("a reply token", () => {
  const begun = () => mailRows([{ token: "t1", conversationId: "id-3" }]).take([mail("q@x")]);
  const at = (place: "recipient" | "reference" | "body") => ({ tokens: [{ token: "T1", place }] });

  test("in the address lets its holder in, who takes part from then on", () => {
    const rows = begun().take([mail("m@x", { from: "new@example.com", ...at("recipient") }), mail("n@x", { from: "new@example.com", references: ["m@x"] })]);
    expect(rows.conversations[0]?.id).toBe("id-3");
    expect(groups(rows)).toEqual([["q@x", "m@x", "n@x"]]);
    expect([flagsOf(rows, "m@x"), flagsOf(rows, "n@x")]).toEqual([["newcomer"], []]);
  });

  test.each(["reference", "body"] as const)("in a %s, where anybody may have copied it, opens nothing to a stranger", (place) => {
    const stranger = begun().take([mail("m@x", { from: "eve@evil.example", ...at(place) })]);
    expect([groups(stranger), flagsOf(stranger, "m@x")]).toEqual([[["q@x"], ["m@x"]], ["stranger"]]);
    expect(groups(begun().take([mail("m@x", at(place))]))).toEqual([["q@x", "m@x"]]);
  });

  test("under another subject is another matter", () => {
    expect(groups(begun().take([mail("m@x", { subject: "My invoice", ...at("recipient") })]))).toEqual([["q@x"], ["m@x"]]);
  });
});

describe("two mailboxes", () => {
  test("get the same mail as one", () => {
    const both = { to: ["support@acme.example", "sales@acme.example"] };
    const rows = mailRows()
      .take([mail("q@x", both)])
      .take([mail("q@x", { ...both, box: SALES })]);
    expect(groups(rows)).toEqual([["q@x"]]);
    expect(rows.settled.map((s) => s.reason)).toEqual([null, "received already, perhaps in another mailbox"]);
  });

  test("and one Message-ID from two senders is two mails: nobody suppresses another's", () => {
    const rows = mailRows()
      .take([mail("q@x")])
      .take([mail("q@x", { from: "eve@evil.example", box: SALES })]);
    expect(groups(rows)).toEqual([["q@x"], ["q@x"]]);
  });

  test("share a thread", () => {
    expect(groups(mailRows().take([mail("q@x"), mail("m@x", { references: ["q@x"], box: SALES })]))).toEqual([["q@x", "m@x"]]);
  });

  test("that answer each other come to an end, and no mailbox of ours becomes a customer", () => {
    const rows = mailRows().take([
      mail("l1@x", { from: "sales@acme.example" }),
      mail("l2@x", { from: "support+r.abc@acme.example", to: ["Sales@acme.example"], references: ["l1@x"], box: SALES }),
    ]);
    expect([rows.messages, rows.contacts]).toEqual([[], []]);
    expect(rows.settled.map((s) => s.reason)).toEqual(Array(2).fill("between mailboxes of our own"));
  });

  test("do not hide what a form of ours wrote in our name, for whoever filled it in", () => {
    const form = (filledInBy: string, given: Parameters<typeof mail>[1] = {}): Given => {
      const written = mail("f@x", { from: "support@acme.example", ...given });
      return { ...written, event: { ...written.event, from: { scope: "email", value: filledInBy } } as Given["event"] };
    };
    const rows = mailRows().take([form("ana@example.com")]);
    expect([authorOf(rows, "f@x"), rows.conversations]).toMatchObject(["ana@example.com", [{ status: "open", inboundCount: 1 }]]);
    const other = mailRows().take([mail("q@x", { from: "bo@example.com" }), form("eve@evil.example", { references: ["q@x"] })]);
    expect(groups(other)).toEqual([["q@x"], ["f@x"]]);
  });

  test("are not believed to have answered where their own domain denies it", () => {
    const forged = {
      from: "sales@acme.example",
      to: ["ana@example.com"],
      references: ["q@x"],
      authentication: { spf: null, dkim: null, dmarc: "fail" as const },
    };
    const rows = mailRows().take([mail("q@x"), mail("a@x", forged)]);
    expect([groups(rows), rows.conversations[0]?.waitingSince === null]).toEqual([[["q@x"]], false]);
  });

  test("what one of them wrote to a customer elsewhere stands in the thread as our answer", () => {
    const rows = mailRows().take([
      mail("q@x"),
      mail("a@x", { from: "sales@acme.example", to: ["ana@example.com"], cc: ["support@acme.example"], references: ["q@x"] }),
    ]);
    expect(rows.messages[1]).toMatchObject({ kind: "outbound", authorType: "external", conversationId: rows.conversations[0]?.id });
    expect(rows.conversations).toMatchObject([{ waitingSince: null, inboundCount: 1 }]);
    expect(rows.contacts).toHaveLength(1);
    expect(groups(rows.take([mail("m@x", { references: ["q@x", "a@x"] })]))).toEqual([["q@x", "a@x", "m@x"]]);
  });
});

describe("a machine's mail", () => {
  const reply = { references: ["q@x"], automation: "automatic" as const };

  test.each(["resolved", "snoozed", "pending"] as const)("joins a %s conversation and wakes nobody", (status) => {
    const rows = mailRows().take([mail("q@x")]);
    const given = { status, waitingSince: null, snoozedUntil: status === "snoozed" ? days(1) : null, resolvedAt: status === "resolved" ? days(-30) : null };
    Object.assign(rows.conversations[0] ?? {}, given);
    expect(rows.take([mail("m@x", reply)]).conversations).toMatchObject([{ ...given, inboundCount: 1, lastSeq: 2 }]);
  });

  test("begins a conversation in which nobody waits", () => {
    const rows = mailRows().take([mail("m@x", { automation: "automatic" })]);
    expect(rows.conversations).toMatchObject([{ status: "open", waitingSince: null, inboundCount: 0, preview: "text of m@x" }]);
  });

  test("is what the eleventh mail within ten minutes from one address is, and a busy day is not", () => {
    const burst = (seconds: number) => {
      const rows = mailRows().take([mail("q@x", { at: minutes(0) })]);
      const more = Array.from({ length: 11 }, (_, i) =>
        mail(`m${i}@x`, { references: ["q@x"], at: new Date(minutes(0).getTime() + (i + 1) * seconds * 1000) }),
      );
      return rows.take(more).messages.map((m) => m.mail?.automation);
    };
    expect(burst(30).slice(-2)).toEqual(["automatic", "automatic"]);
    expect(burst(30).slice(0, 10)).toEqual(Array(10).fill("none"));
    expect(burst(120)).toEqual(Array(12).fill("none"));
  });
});

describe("a forwarded mail", () => {
  const told = { text: "Où en est ma commande ?", comment: "This one is for you.\nRosa" };
  const forwarded = { from: { address: "Amelie@atelier.example", name: "Amélie" }, date: null, subject: "Livraison", ...told };

  test("of a colleague's is its author's, and the colleague takes part", () => {
    const rows = mailRows().take([mail("f@x", { from: COLLEAGUE, subject: "Fwd: Livraison", forwarded })]);
    expect([authorOf(rows, "f@x"), rows.contacts.map((c) => c.name), flagsOf(rows, "f@x")]).toEqual(["amelie@atelier.example", ["Amélie"], ["forwarded"]]);
    expect(groups(rows.take([mail("r@x", { from: COLLEAGUE, references: ["f@x"], subject: "Livraison" })]))).toEqual([["f@x", "r@x"]]);
  });

  test("keeps its author's words apart from the colleague's, which are a note for us", () => {
    const rows = mailRows().take([mail("f@x", { from: COLLEAGUE, subject: "Fwd: Livraison", text: "the whole of it", forwarded })]);
    expect(rows.messages).toMatchObject([{ text: told.text, fullText: "the whole of it", seq: 1 }]);
    expect(rows.folds[0]?.teamLines).toMatchObject([{ seq: 2, content: { kind: "note", agentId: "agent-rosa", text: told.comment } }]);
    expect(rows.conversations).toMatchObject([{ lastSeq: 2, preview: told.text, previewKind: "inbound" }]);
  });

  test("of anybody else's is their own mail", () => {
    const rows = mailRows().take([mail("f@x", { from: "eve@evil.example", forwarded })]);
    expect([authorOf(rows, "f@x"), rows.contacts]).toMatchObject(["eve@evil.example", [{ name: null }]]);
  });
});
