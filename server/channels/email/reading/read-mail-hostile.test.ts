import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InboundItem } from "@/server/channels/contract";
import { inboundItem } from "@/server/channels/item-schema";
import { inbound } from "../inbound";
import { media } from "../media";

const folder = new URL("../fixtures/", import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".eml"))
  .map((name) => readFileSync(new URL(name, folder)));

const secrets = {
  app: null,
  channel: { accountId: "support@acme.example", credentials: { address: "support@acme.example", imap: { host: "imap.acme.example" } } },
};
const request = (rawBody: Uint8Array) => ({ method: "POST", url: "", query: {}, headers: { "x-received-at": "2026-11-16T10:00:00.000Z" }, rawBody });
const read = async (raw: string | Uint8Array) =>
  (await inbound.normalise(request(typeof raw === "string" ? Buffer.from(raw, "latin1") : raw), secrets))[0] as InboundItem;

interface Shown {
  type: string;
  text?: string;
  fullText?: string;
  html?: string;
  isUnsupported?: boolean;
  attachments: { name?: string; source?: Record<string, string> }[];
  mail: { to: unknown[]; remoteImages: number };
}
const shown = (item: InboundItem) => item.event as unknown as Shown;
const head = (type = "text/plain", extra = "") =>
  `From: mara@nordwind.example\r\nSubject: hi\r\nMessage-ID: <h@nordwind.example>\r\n${extra}Content-Type: ${type}\r\n\r\n`;
const html = async (body: string) => shown(await read(`${head("text/html; charset=utf-8")}${Buffer.from(body).toString("latin1")}`));

/** Two cores shared with others: a bound that only an endless or quadratic reading breaks. */
const MAX_MS = 8_000;

describe("what was built to break a reader is kept as a message", () => {
  const MB = 1024 * 1024;
  test.each<[string, () => string | Buffer, Partial<Shown>]>([
    ["a mail of 36 MB", () => Buffer.concat([Buffer.from(head()), Buffer.alloc(36 * MB, "x")]), { isUnsupported: true }],
    ["100,000 lines of head", () => head("text/plain", "X-Spam: 1\r\n".repeat(100_000)), { isUnsupported: true }],
    ["a head without an end", () => `From: mara@nordwind.example\r\nX: ${"y".repeat(3 * MB)}`, { isUnsupported: true }],
    ["lines that are no field", () => `From: mara@nordwind.example\r\n${`${"nonsense\r\n".repeat(39)}X-A: 1\r\n`.repeat(500)}\r\nbody`, {}],
    [
      "500 parts",
      () => `${head("multipart/mixed; boundary=b")}${"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n".repeat(500)}`,
      { isUnsupported: true },
    ],
    ["12 MB of lines that begin as a boundary does", () => `${head("multipart/mixed; boundary=b")}${"--bx\r\n".repeat(2 * MB)}`, {}],
    ["5,000 recipients", () => head("text/plain", `Cc: ${Array.from({ length: 5_000 }, (_, i) => `p${i}@x.example`).join(", ")}\r\n`), { isUnsupported: true }],
    ["200 KB of opened quotations and brackets", () => head("text/plain", `To: ${'"<('.repeat(60_000)}\r\n`), {}],
    ["200 KB of spaces in a parameter", () => head(`text/plain; name=${" ".repeat(200_000)}(`), {}],
    ["half an encoded word, ten thousand times", () => head("text/plain", `Subject: ${"=?utf-8?B?".repeat(10_000)}\r\n`), {}],
    ["6 MB of HTML", () => `${head("text/html")}${"<p>All <b>work</b> and no play</p>\n".repeat(180_000)}`, {}],
    ["3,000 elements in each other", () => `${head("text/html")}${"<div>".repeat(3_000)}deep${"</div>".repeat(3_000)}`, {}],
    ["300,000 elements in each other", () => `${head("text/html")}${"<b><i>".repeat(150_000)}deep`, {}],
    ["6,000 links", () => `${head("text/html")}${'<a href="https://x.example">x</a> '.repeat(6_000)}`, {}],
    ["a style of 100,000 spaces", () => `${head("text/html")}<p style="margin:1px${" ".repeat(100_000)}!;color:red">x</p>`, {}],
    ["open comments and tags", () => `${head("text/html")}${"<!--<a href='".repeat(20_000)}`, {}],
    ["20 MB of text", () => `${head()}${"All work and no play makes a long mail.\r\n".repeat(500_000)}`, {}],
    [
      "a winmail.dat that counts to four billion",
      () => `${head("application/ms-tnef")}\x78\x9f\x3e\x22\x01\x00\x01\x03\x90\x06\x00\x08\x00\x00\x00\xff\xff\xff\xff\x1e\x00\x00\x10`,
      {},
    ],
    ["uuencode without an end", () => `${head()}begin 644 x\n${"M".repeat(2 * MB)}`, {}],
    ["a million lines of uuencode without an end", () => `${head()}begin 644 x\n${"#86)C\n".repeat(1_000_000)}`, {}],
    ["signatures that never end", () => `${head()}${"-----BEGIN PGP SIGNED MESSAGE-----\n\n".repeat(100_000)}`, {}],
    ["a file name of dots", () => `${head(`application/pdf; name="${".".repeat(30_000)}a"`)}x`, {}],
    ["a machine's letter of open styles", () => `Return-Path: <>\r\n${head("text/html")}${"<style>".repeat(100_000)}`, {}],
    ["lines that flow for ever", () => `${head("text/plain; format=flowed")}${"flow \r\n".repeat(500_000)}`, {}],
    ["an address of 100 KB", () => head("text/plain", `Reply-To: ${"a".repeat(100_000)}@${"b.".repeat(50_000)}example\r\n`), {}],
    ["an invitation of 5 MB", () => `${head("text/calendar")}BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${`X;A="${"b".repeat(60)}":c\r\n`.repeat(80_000)}`, {}],
  ])(
    "%s",
    async (_name, make, expected) => {
      const raw = make();
      const start = performance.now();
      const item = await read(raw);
      expect(performance.now() - start).toBeLessThan(MAX_MS);
      expect(inboundItem.safeParse(item).error?.issues ?? []).toEqual([]);
      expect(shown(item)).toMatchObject({ type: "message", ...expected });
      if (expected.isUnsupported) expect(shown(item).text).toMatch(/Not all of this mail could be read/);
      expect(JSON.stringify(item).length).toBeLessThan(4 * MB);
    },
    20_000,
  );

  test("of a mail that is too large the words are read, and no half of a file is offered", async () => {
    const parts = `--b\r\n\r\nWhat I wrote\r\n--b\r\nContent-Type: application/pdf; name=whole.pdf\r\n\r\nx\r\n--b\r\nContent-Type: application/zip; name=big.zip\r\n\r\n`;
    const raw = Buffer.from(`${head("multipart/mixed; boundary=b")}${parts}PK`);
    const large = shown(await read(Buffer.concat([raw, Buffer.alloc(36 * MB, "z")])));
    const cut = (await inbound.normalise({ ...request(raw), headers: { "x-truncated-from": String(60 * MB) } }, secrets))[0] as InboundItem;
    for (const event of [large, shown(cut)]) {
      expect(event).toMatchObject({ isUnsupported: true, text: expect.stringMatching(/^What I wrote\n\n\[Not all .* only its beginning was read/) });
      expect(event.attachments.map(({ name }) => name)).toEqual(["whole.pdf"]);
    }
  });

  test("a part of 25 MB is a file whose bytes come back whole", async () => {
    const bytes = Buffer.alloc(25 * MB, "0123456789abcdef");
    const raw = Buffer.from(
      `${head("multipart/mixed; boundary=b")}--b\r\nContent-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n--b--`,
    );
    const event = shown(await read(raw));
    expect(event.isUnsupported).toBeUndefined();
    expect(event).toMatchObject({ attachments: [{ name: "big.zip", sizeBytes: bytes.length }] });
    const found = await media.extract?.(raw, event.attachments[0]?.source ?? {});
    expect(found?.mimeType).toBe("application/zip");
    expect(Buffer.compare(found?.bytes ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  test("bytes without a single field are no mail", async () => {
    for (const bytes of ["", "\r\n\r\n", "just words", "{}"]) await expect(read(bytes)).rejects.toThrow("no mail");
  });
});

describe("HTML keeps nothing that runs, loads or leaves its place", () => {
  test.each([
    ['<img src=x onerror="alert(1)">'],
    ["<script>alert(1)</script>"],
    ['<a href="javascript:alert(1)">x</a>'],
    ['<a href=" java\nscript:alert(1)">x</a>'],
    ['<a href="data:text/html,<script>alert(1)</script>">x</a>'],
    ['<a href="vbscript:x">x</a>'],
    ['<a href="//evil.example">x</a>'],
    ['<iframe src="https://e.example"></iframe>'],
    ['<svg><image href="https://e.example/x"/><script>alert(1)</script></svg>'],
    ["<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>"],
    ['<p style="background:url(https://e.example/x)">x</p>'],
    ['<p style="background-image:url(https://e.example/x);position:fixed;top:0">x</p>'],
    ['<p style="width:expression(alert(1))">x</p>'],
    ['<p style="color:red;behavior:url(x)">x</p>'],
    ['<table background="https://e.example/x"><tr><td background="https://e.example/y">x</td></tr></table>'],
    ['<base href="https://e.example/"><link rel=stylesheet href="https://e.example/x"><meta http-equiv=refresh content="0;url=https://e.example">'],
    ['<img srcset="https://e.example/x 2x" src="data:image/svg+xml,<svg onload=alert(1)>">'],
    ['<form action="https://e.example"><button>x</button><input autofocus onfocus=alert(1)></form>'],
    ['<video src="https://e.example/v" poster="https://e.example/p"></video><audio src="https://e.example/a"></audio>'],
    ["<style>@import 'https://e.example/x';</style>"],
    ['<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
    ["<!--[if mso]><img src='https://e.example/x'><![endif]-->"],
    ['<div class="fixed inset-0" id="root" data-quote data-remote-src="https://e.example/z">x</div>'],
    ['<p style="font-family:x;}</style><script>alert(1)</script>">x</p>'],
    ["<template><img src=x onerror=alert(1)></template><xmp><img src=x onerror=alert(1)></xmp>"],
    ['<object data="https://e.example/x"></object><embed src="https://e.example/x">'],
  ])("%s", async (body) => {
    const { html: safe = "" } = await html(body);
    expect(safe).not.toMatch(
      /<(script|iframe|svg|math|form|input|button|object|embed|link|base|meta|style|video|audio|template)|\son\w+\s*=|javascript:|vbscript:|data:|\ssrc\s*=|srcset|url\(|expression|position|e\.example|evil\.example|class=|id=|data-quote/i,
    );
  });

  test("remote pictures wait, pixels that count readers go, colours stay", async () => {
    const { html: safe, mail } = await html(
      '<p style="color:#c00;font-weight:bold">Hi</p><img src="https://cdn.example/a.png" width="600"><img src="http://t.example/1.gif" width="1" height="1"><img style="height:0px" src="https://t.example/2.gif"><img src="https://t.example/3.gif" style="display:none">',
    );
    expect(safe).toBe('<p style="color:#c00;font-weight:bold">Hi</p><img width="600" data-remote-src="https://cdn.example/a.png" />');
    expect(mail.remoteImages).toBe(1);
  });

  test("too much of it leaves the text alone", async () => {
    const { html: safe, text } = await html(`<p>Hello</p>${'<a href="https://x.example">x</a>'.repeat(5_001)}`);
    expect(safe).toBeUndefined();
    expect(text).toMatch(/^Hello/);
  });
});

describe("mutations", () => {
  test("5,000 damaged mails are each read into an item or refused as none, in bounded time", async () => {
    let seed = 20261121;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % below;
    };
    let slowest = 0;
    for (let round = 0; round < 5_000; round++) {
      const mail = Buffer.from(fixtures[random(fixtures.length)] as Buffer);
      const damaged = damage(mail, random);
      const start = performance.now();
      const item = await read(damaged).catch((error: Error) => error);
      slowest = Math.max(slowest, performance.now() - start);
      if (item instanceof Error) expect(item.message).toBe("no mail: it has no head");
      else expect(inboundItem.safeParse(item).error?.issues ?? []).toEqual([]);
    }
    expect(slowest).toBeLessThan(MAX_MS);
  }, 120_000);
});

/** Bytes changed, cut out, doubled, swapped between two places, or replaced by what means something to a parser. */
function damage(mail: Buffer, random: (below: number) => number): Buffer {
  const marks = [
    "\r\n",
    "\r\n\r\n",
    "\0",
    '"',
    "=?utf-8?B?",
    "?=",
    "--",
    "<",
    ">",
    ";",
    "boundary=",
    "\x1b$B",
    "\xff\xfe",
    "=\r\n",
    "Content-Type: multipart/mixed\r\n",
    "%",
    "\\",
  ];
  let out = mail;
  for (let i = random(8); i >= 0; i--) {
    const at = random(out.length + 1);
    const to = Math.min(out.length, at + random(40));
    const kind = random(5);
    if (kind === 0 && at < out.length) out[at] = random(256);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(to)]);
    else if (kind === 2) out = Buffer.concat([out.subarray(0, to), out.subarray(at, to), out.subarray(to)]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), Buffer.from(marks[random(marks.length)] as string, "latin1"), out.subarray(at)]);
    else out = Buffer.from(out.subarray(0, Math.max(1, to)));
  }
  return out;
}
