import { describe, expect, test } from "vitest";
import type { OutboundMail, OutboundMessage, RenderContext } from "@/server/channels/contract";
import { email } from "./adapter";
import { mailPart } from "./payload";
import { cutText } from "./quotes/cut-text";
import { composeMime } from "./sending/compose-mime";

const TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefghij";
const context: RenderContext = { to: { scope: "email", value: "lucia@post.test" }, thread: "x", hoursSinceInbound: 1, capabilities: email.capabilities };

const mail: OutboundMail = {
  messageId: `${TOKEN}.r4nd0m@harbour.test`,
  references: ["first@post.test", "last@post.test"],
  subject: "Re: Where is my order?",
  from: { address: "support@harbour.test", name: "Harbour support" },
  replyTo: [],
  to: [{ address: "lucia@post.test", name: "Lucía Fernández" }],
  cc: [],
  bcc: [{ address: "boss@harbour.test", name: null }],
  automation: "none",
  flags: [],
  authentication: null,
  remoteImages: 0,
  answerTo: `support+r.${TOKEN}@harbour.test`,
  isAutomatic: false,
  frame: {
    signature: "Harbour Ltd.\nHamburg",
    locale: "en",
    timeZone: "Europe/Stockholm",
    quote: { at: "2026-11-20T10:05:00Z", from: { address: "lucia@post.test", name: "Lucía" }, text: `Where is it?\n> older\nref:${TOKEN}\n`, html: null },
  },
};
const message: OutboundMessage = {
  id: "m1",
  text: "It left today: https://t.test/a?b=1&c=2.\n\nMaya",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail,
};

const render = (changes: Partial<OutboundMail> = {}, over: Partial<OutboundMessage> = {}) => {
  const parts = email.outbound.render({ ...message, ...over, mail: { ...mail, ...changes } }, context);
  expect(parts).toHaveLength(1);
  return mailPart.parse(parts[0]?.body);
};
const mime = async (part = render()) => {
  const { raw, envelope } = await composeMime(part, []);
  const text = raw.toString("latin1");
  return { head: text.slice(0, text.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " "), text, envelope };
};

describe("a mail of ours", () => {
  test("carries the token in its id, in its reply address and as the last line, and says what it answers", async () => {
    const { head } = await mime();
    expect(head).toContain(`Message-ID: <${TOKEN}.r4nd0m@harbour.test>`);
    expect(head).toContain(`Reply-To: support+r.${TOKEN}@harbour.test`);
    expect(head).toContain("In-Reply-To: <last@post.test>");
    expect(head).toContain("References: <first@post.test> <last@post.test>");
    expect(render().text.trimEnd().split("\n").at(-1)).toBe(`ref:${TOKEN}`);
    expect(render().html).toContain(`ref:${TOKEN}`);
  });

  test("quotes what it answers below the answer, once folded by our own reading, without the earlier token", () => {
    const { text } = render();
    expect(text).toContain("On Fri, Nov 20, 2026 at 11:05 AM Lucía <lucia@post.test> wrote:\n\n> Where is it?\n>> older\n");
    expect(text.match(/ref:/g)).toHaveLength(1);
    expect(cutText(text.replace(/ref:.*\n$/, "")).visible.split("\n\n-- ")[0]).toBe("It left today: https://t.test/a?b=1&c=2.\n\nMaya");
  });

  test("quotes in Chinese for a Chinese workspace", () => {
    const { text } = render({ frame: { ...(mail.frame as NonNullable<OutboundMail["frame"]>), locale: "zh-CN", timeZone: "Asia/Shanghai" } });
    expect(text).toContain("Lucía <lucia@post.test> 于2026年11月20日周五 18:05写道：");
    expect(cutText(text.replace(/ref:.*\n$/, "")).visible).not.toContain("Where is it?");
  });

  test("Markdown is elements in one half and plain words in the other", () => {
    const { html, text } = render({}, { text: "**Now** [here](https://t.test/a)\n\n- <one>", payload: { format: "markdown" } });
    expect(html).toContain('<p><strong>Now</strong> <a href="https://t.test/a">here</a></p>\n<ul><li>&lt;one&gt;</li></ul>');
    expect(text).toContain("Now here (https://t.test/a)\n\n- <one>");
  });

  test("links addresses and escapes the rest of a text that becomes HTML", () => {
    const { html } = render({}, { text: 'See <b> "https://t.test/a?b=1&c=2", ok?' });
    expect(html).toContain('See &lt;b&gt; &quot;<a href="https://t.test/a?b=1&amp;c=2">https://t.test/a?b=1&amp;c=2</a>&quot;, ok?');
  });

  test("sends their remote images back in a quotation, and none that lay inside their mail", () => {
    const quote = {
      at: "2026-11-20T10:05:00Z",
      from: mail.to[0] as never,
      text: "x",
      html: '<p>a<img data-remote-src="https://i.test/1.png"><img data-cid="x@y"></p>',
    };
    const { html } = render({ frame: { signature: null, locale: "en", timeZone: "UTC", quote } });
    expect(html).toContain('<p>a<img src="https://i.test/1.png"></p>');
  });

  test("keeps the first and the last twenty references of a long thread", () => {
    const references = Array.from({ length: 60 }, (_, i) => `r${i}@post.test`);
    const part = render({ references });
    expect(part.references).toHaveLength(21);
    expect([part.references[0], part.references[1], part.references.at(-1)]).toEqual(["<r0@post.test>", "<r40@post.test>", "<r59@post.test>"]);
  });

  test("names Bcc to the server alone", async () => {
    const { text, envelope } = await mime();
    expect(envelope.to).toEqual(["lucia@post.test", "boss@harbour.test"]);
    expect(text).not.toContain("boss@harbour.test");
  });

  test("says that a machine wrote it, where one did", async () => {
    expect((await mime()).head).not.toContain("Auto-Submitted");
    const { head } = await mime(render({ isAutomatic: true }));
    expect(head).toContain("Auto-Submitted: auto-replied");
    expect(head).toContain("X-Auto-Response-Suppress: All");
  });

  test("has no reply address of its own where the mailbox cannot take one", () => {
    expect(render({ answerTo: mail.from.address }).replyTo).toBeNull();
  });
});

describe("nothing that somebody wrote begins a header line", () => {
  const EVIL = [
    "\r\nBcc: x@evil.test",
    "\nBcc: x@evil.test",
    "\rBcc: x@evil.test",
    "\u2028Bcc: x@evil.test",
    "\u0000\r\n\r\n<script>",
    "\u0085Bcc: x@evil.test",
  ];
  const HEADERS = ["From", "To", "Reply-To", "In-Reply-To", "References", "Subject", "Message-ID", "Date", "MIME-Version", "Content-Type"];
  test.each(EVIL)("subject, names and file names with %j", async (evil) => {
    const attachments = [{ kind: "file" as const, name: `a${evil}.pdf`, mimeType: "application/pdf", sizeBytes: 1, url: "" }];
    const part = render(
      { subject: `Hi${evil}`, from: { address: mail.from.address, name: `Maya${evil}` }, to: [{ address: "lucia@post.test", name: `Lucía${evil}` }] },
      { attachments },
    );
    const { text, head } = await mime(part);
    expect(text).not.toMatch(/^(Bcc:|<script>)/im);
    expect(
      head
        .split("\r\n")
        .map((line) => line.split(":")[0])
        .filter((name) => !name?.startsWith(" ")),
    ).toEqual(HEADERS);
  });
  test.each(EVIL)("an address with %j is refused", (evil) => {
    for (const field of ["to", "cc", "bcc"] as const)
      expect(() => render({ [field]: [{ address: `a${evil}@post.test`, name: null }] })).toThrow(/is no address/);
    expect(() => render({ answerTo: `a${evil}@post.test` })).toThrow(/is no address/);
  });
  test.each(EVIL)("ids with %j", async (evil) => {
    const { text } = await mime(render({ references: [`a${evil}@post.test`], messageId: `${TOKEN}.x${evil}@harbour.test` }));
    expect(text.slice(0, text.indexOf("\r\n\r\n"))).not.toMatch(/^Bcc:/im);
  });
});

test.each([
  ["an empty one", { text: "  ", html: null }, /nothing to send/],
  ["one without recipients", { mail: null }, /without recipients/],
  ["an attachment of 19 MB", { attachments: [{ kind: "file", name: "a", mimeType: "x/y", sizeBytes: 19 * 1024 * 1024, url: "" }] }, /larger than/],
  [
    "files of 20 MB together",
    { attachments: [1, 2].map((n) => ({ kind: "file", name: `${n}`, mimeType: "x/y", sizeBytes: 10 * 1024 * 1024, url: "" })) },
    /18 MB together/,
  ],
  ["a text of a million characters", { text: "a".repeat(1_000_000) }, /too long/],
])("%s is refused before the network", (_name, over, why) => {
  expect(() => email.outbound.render({ ...message, ...(over as Partial<OutboundMessage>) }, context)).toThrow(why);
});
