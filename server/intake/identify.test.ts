import { describe, expect, test } from "vitest";
import { type Given, NOW, person, Rows, says } from "@/server/testing/play-history";

const phone = { scope: "page-1", value: "+1555" };
const ana = person("user.7", { name: "Ana" });
const anaBoth = { ...ana, also: [phone] };
const moved = (from: string, to: string): Given => ({ dedupKey: `moved:${to}`, thread: from, event: { type: "moved", from: person(from), to: person(to) } });

const contactOf = (rows: Rows, value: string) => rows.identities.find((identity) => identity.value === value)?.contactId;

describe("somebody whom the platform knows by several addresses", () => {
  test("is one contact with both, verified", () => {
    const rows = new Rows().take([says("1", "Hi", { from: anaBoth, thread: "user.7" })]);
    expect(rows.contacts).toHaveLength(1);
    expect(rows.identities.map(({ value, verified }) => [value, verified])).toEqual([
      ["user.7", false],
      ["+1555", true],
    ]);
  });

  test("and known by the other one goes on as the same contact, in the same conversation", () => {
    const rows = new Rows()
      .take([says("1", "Hi", { from: person("+1555"), thread: "+1555" })])
      .take([says("2", "Me again", { from: anaBoth, thread: "user.7" })]);
    expect(rows.contacts).toHaveLength(1);
    expect(rows.conversations).toMatchObject([{ threadKey: "user.7", lastSeq: 2, identityId: rows.identities.find((i) => i.value === "user.7")?.id }]);
    rows.take([says("3", "And again", { from: ana, thread: "user.7" })]);
    expect(rows.conversations).toHaveLength(1);
  });

  test("keeps to the thread where that is known", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "t1" }), says("2", "Hi", { from: ana, thread: "t2" })]);
    rows.take([says("3", "Both", { from: anaBoth, thread: "t2" })]);
    expect(rows.conversations.map(({ threadKey, lastSeq }) => [threadKey, lastSeq])).toEqual([
      ["t1", 1],
      ["t2", 2],
    ]);
  });

  test("goes on in the conversation that has ended, where that may be reopened", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "+1555" })]);
    Object.assign(rows.conversations[0] ?? {}, { status: "resolved", resolvedAt: NOW });
    rows.take([says("2", "Me again", { from: anaBoth, thread: "user.7" })]);
    expect(rows.conversations).toMatchObject([{ threadKey: "user.7", status: "open", lastSeq: 2 }]);
  });

  test("in two conversations that go on joins neither under a third name: nothing says which", () => {
    const rows = new Rows().take([says("1", "Hi", { from: ana, thread: "t1" }), says("2", "Hi", { from: ana, thread: "t2" })]);
    rows.take([says("3", "Both", { from: anaBoth, thread: "t3" })]);
    expect(rows.conversations.map(({ threadKey, lastSeq }) => [threadKey, lastSeq])).toEqual([
      ["t1", 1],
      ["t2", 1],
      ["t3", 1],
    ]);
  });

  test("under two contacts is not joined in passing: what speaks for it is kept", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "t1" }), says("2", "Hi", { from: ana, thread: "t2" })]);
    rows.take([says("3", "Both", { from: anaBoth, thread: "t2" })]);
    expect(contactOf(rows, "+1555")).not.toBe(contactOf(rows, "user.7"));
    const [evidence, ...more] = rows.folds[1]?.evidence.values() ?? [];
    expect(more).toEqual([]);
    expect([evidence?.identityId, evidence?.sameAsId].sort()).toEqual(rows.identities.map(({ id }) => id).sort());
  });
});

describe("a new address", () => {
  test("is the same contact's, and the conversation goes along", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "+1555" })]).take([moved("+1555", "+1666")]);
    rows.take([says("2", "From my new phone", { from: person("+1666"), thread: "+1666" })]);
    expect(rows.contacts).toHaveLength(1);
    expect(rows.conversations).toMatchObject([{ threadKey: "+1666", lastSeq: 2, identityId: rows.identities.find((i) => i.value === "+1666")?.id }]);
  });

  test("leaves alone a thread that the platform calls otherwise", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "t1" })]).take([{ ...moved("+1555", "+1666"), thread: "t1" }]);
    expect(rows.conversations).toMatchObject([{ threadKey: "t1", identityId: rows.identities.find((i) => i.value === "+1666")?.id }]);
  });

  test("of another contact joins nobody, and is told as evidence", () => {
    const rows = new Rows().take([says("1", "Hi", { from: person("+1555"), thread: "+1555" }), says("2", "Hi", { from: person("+1666"), thread: "+1666" })]);
    rows.take([moved("+1555", "+1666")]);
    expect(rows.contacts).toHaveLength(2);
    expect(rows.folds[1]?.evidence.size).toBe(1);
    expect(rows.conversations.map((c) => c.threadKey)).toEqual(["+1555", "+1666"]);
  });

  test("of nobody we know makes nobody up", () => {
    expect(new Rows().take([moved("+1555", "+1666")]).contacts).toEqual([]);
  });
});
