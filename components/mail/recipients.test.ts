import { describe, expect, test } from "vitest";
import { type MailDraft, mailInput, mailProblem, replyMail } from "./mail-draft";
import { addRecipients, isAddress, MAX_RECIPIENTS, readRecipients } from "./recipients";

const read = (text: string) => readRecipients(text).map(({ address, name }) => (name ? `${name} <${address}>` : address));

describe("recipients as people write them", () => {
  test.each([
    ["ana@example.com", ["ana@example.com"]],
    [" Ana@Example.COM ", ["ana@example.com"]],
    ["ana@example.com, ben@example.com; kim@example.com", ["ana@example.com", "ben@example.com", "kim@example.com"]],
    ["王芳 <wang.fang@example.com>，li.na@example.com；chen@example.com", ["王芳 <wang.fang@example.com>", "li.na@example.com", "chen@example.com"]],
    ["Ana Morales <ana@example.com>", ["Ana Morales <ana@example.com>"]],
    ['"Morales, Ana" <ana@example.com>, ben@example.com', ["Morales, Ana <ana@example.com>", "ben@example.com"]],
    ['"Ana \\"A\\" Morales" <ana@example.com>', ['Ana "A" Morales <ana@example.com>']],
    [
      "a@example.com b@example.com\nc@example.com\r\n\r\nd@example.com\te@example.com",
      ["a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com"],
    ],
    ["<ana@example.com>", ["ana@example.com"]],
    ["mailto:ana@example.com", ["ana@example.com"]],
    ["Ana Morales", ["Ana Morales"]],
    ['Ana "the boss', ['Ana "the boss']],
    [" , ;\n", []],
    ["", []],
  ])("%j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test("are read in time that grows with their length only", () => {
    for (const text of [
      '"'.repeat(20_000),
      "<".repeat(20_000),
      "a@b.example ".repeat(5_000),
      "\\".repeat(20_000),
      '\\"'.repeat(20_000),
      '"a'.repeat(20_000),
      " ".repeat(20_000),
      "a ".repeat(20_000),
    ]) {
      const start = performance.now();
      readRecipients(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });

  test("are addresses or are not", () => {
    expect(["ana@example.com", "wang.fang@例子.example", "a+b@example.co"].filter(isAddress)).toHaveLength(3);
    expect(["Ana", "ana@", "@example.com", "ana@example", "a b@example.com", "", "a@example.com\r\nBcc: x@example.com"].filter(isAddress)).toEqual([]);
  });

  test("stand in a field once each, in the order of writing, and not without end", () => {
    const [ana, ben] = readRecipients("Ana <ana@example.com>, ben@example.com");
    const list = addRecipients(ana ? [ana] : [], readRecipients("ANA@example.com, ben@example.com"));
    expect(list).toEqual([ana, ben]);
    const many = readRecipients(Array.from({ length: 60 }, (_, i) => `p${i}@example.com`).join(","));
    expect(addRecipients([], many)).toHaveLength(MAX_RECIPIENTS);
  });
});

describe("where an answer goes", () => {
  const person = (name: string) => ({ address: `${name}@example.com`, name });
  const envelope = { to: [person("ana")], cc: [person("ben"), person("kim")], subject: "Re: Order" };
  const mail = (draft: Partial<MailDraft>) => replyMail(envelope, { replyAll: true, ...draft });

  test("is to all as the server says, or to the sender alone", () => {
    expect(mail({})).toEqual({ ...envelope, replyAll: true, bcc: [] });
    expect(mail({ replyAll: false })).toMatchObject({ to: envelope.to, cc: [] });
  });

  test("is as somebody changed it, an emptied field included", () => {
    expect(mail({ cc: [], to: [person("eva")], subject: "Other" })).toMatchObject({ to: [person("eva")], cc: [], subject: "Other" });
  });

  test("is refused for nobody and for what is no address, wherever it stands", () => {
    expect(mailProblem(mail({}))).toBeNull();
    expect(mailProblem(mail({ to: [] }))).toEqual({ kind: "nobody" });
    expect(mailProblem(mail({ bcc: [{ address: "Ben", name: null }] }))).toEqual({ kind: "invalid", address: "Ben" });
  });

  test("tells the server only what was changed", () => {
    expect(mailInput({ replyAll: false })).toEqual({ replyAll: false });
    expect(mailInput({ replyAll: true, cc: [], bcc: [person("eva")], subject: " " })).toEqual({ replyAll: true, cc: [], bcc: ["eva@example.com"] });
  });
});
