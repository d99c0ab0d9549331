import { describe, expect, test } from "vitest";
import { cutText } from "./cut-text";
import { findForward } from "./find-forward";
import { markHtml } from "./mark-html";
import { visibleTextOf } from "./visible-text";

// Eight times the mail may cost eight times the time, not sixty-four. Ratios within one run hold on any machine; the limit leaves
// room for a busy one.
const GROWTH = 8;
const LIMIT = 24;

const TEXTS: Record<string, (n: number) => string> = {
  "lines of >": (n) => "> \n".repeat(n * 700),
  "deeper and deeper": (n) => Array.from({ length: n * 400 }, (_, i) => `${">".repeat(i % 500)} x`).join("\n"),
  "attributions without end": (n) => "On Mon, Nov 16, 2026 at 9:40 AM\n".repeat(n * 1000),
  "attributions that are answered": (n) => "On 16/11/2026 09:40, Acme wrote:\n> q\nanswer\n".repeat(n * 700),
  "header lines": (n) => "From: a@b.example\nTo: c@d.example\n\n\n".repeat(n * 700),
  "labels without a block": (n) => "Subject: x\n\nTo: y\n".repeat(n * 700),
  "lines drawn": (n) => `${"-".repeat(60)}\n`.repeat(n * 1000),
  "one long line": (n) => `${"On 16 Nov 2026 a@b.example wrote ".repeat(n * 1000)}:`,
  "one long line of ats": (n) => "a@".repeat(n * 60_000),
  "one long line of digits": (n) => "1:".repeat(n * 60_000),
  "blank lines": (n) => "a\n".padEnd(n * 8000, "\n"),
  spaces: (n) => " ".repeat(n * 200_000),
  delimiters: (n) => "a\n-- \n".repeat(n * 1000),
  colons: (n) => "x:\n".repeat(n * 700),
};

const HTMLS: Record<string, (n: number) => string> = {
  "nested divs": (n) => `${"<div>".repeat(n * 300)}On 16/11/2026 09:40, Acme wrote:<br>x${"</div>".repeat(n * 300)}`,
  "nested quotations": (n) => `Yes.${`<div class="gmail_quote"><blockquote class="gmail_quote">x`.repeat(n * 300)}${"</blockquote></div>".repeat(n * 300)}`,
  siblings: (n) => `<p>a</p>${"<p>&gt; b</p>".repeat(n * 1000)}`,
  breaks: (n) => "a<br>".repeat(n * 1000),
  "one paragraph": (n) => `<p>${"word ".repeat(n * 5000)}</p>`,
  preformatted: (n) => `<pre>${"&gt; a\n".repeat(n * 1000)}</pre>`,
  "inline elements": (n) => "<b>a</b>".repeat(n * 1500),
  cells: (n) => `<table>${"<tr><td>a</td><td>b</td></tr>".repeat(n * 700)}</table>`,
};

/** What one run costs the processor: time in which others ran is not counted. */
function costMs(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const ROUNDS = 10;

/**
 * How much more the long mail costs than the short one, by the cheapest run of each. A collector of garbage may fall into any run,
 * so what looks too dear is run again: whatever is quadratic stays so ten times.
 */
function growth(read: (mail: string) => unknown, make: (n: number) => string): number {
  const [short, long] = [make(1), make(GROWTH)];
  read(short);
  let least = { short: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY };
  let ratio = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && ratio >= LIMIT; round++) {
    least = {
      short: Math.min(
        least.short,
        costMs(() => read(short)),
      ),
      long: Math.min(
        least.long,
        costMs(() => read(long)),
      ),
    };
    // Below two milliseconds the clock is measured, not the work.
    ratio = least.long / Math.max(2, least.short);
  }
  return ratio;
}

describe("the time a mail costs grows with its length", { timeout: 30_000 }, () => {
  test.each(Object.entries(TEXTS))("text: %s", (_name, make) => {
    for (const read of [cutText, findForward]) expect(growth(read, make)).toBeLessThan(LIMIT);
  });

  test.each(Object.entries(HTMLS))("HTML: %s", (_name, make) => {
    for (const read of [markHtml, visibleTextOf]) expect(growth(read, make)).toBeLessThan(LIMIT);
  });

  const nest = (depth: number) => `${"<div>".repeat(depth)}Yes.<blockquote type="cite">No?</blockquote>${"</div>".repeat(depth)}`;

  test("4,000 nested elements are read like any others", () => {
    expect(visibleTextOf(markHtml(nest(4000)).html)).toBe("Yes.");
  });

  test("100,000 nested elements are left as they are, and do not exhaust the stack", () => {
    expect(markHtml(nest(100_000))).toEqual({ html: nest(100_000), hasQuote: false });
    expect(visibleTextOf(nest(100_000))).toBe("Yes. No?");
  });
});
