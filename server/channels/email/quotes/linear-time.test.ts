import { describe, expect, test } from "vitest";
import { cutText } from "./cut-text";
import { findForward } from "./find-forward";
import { markHtml } from "./mark-html";
import { visibleTextOf } from "./visible-text";

// Eight times the mail may cost eight times the time, not sixty-four. Ratios within one run hold on any machine; the limit leaves
// room for a busy one and is still far below the sixty-four.
const GROWTH = 8;
const LIMIT = 28;

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
  "blank lines": (n) => "a\n".padEnd(n * 60_000, "\n"),
  spaces: (n) => " ".repeat(n * 200_000),
  delimiters: (n) => "a\n-- \n".repeat(n * 1000),
  colons: (n) => "x:\n".repeat(n * 700),
};

const HTMLS: Record<string, (n: number) => string> = {
  "nested divs": (n) => `${"<div>".repeat(n * 500)}On 16/11/2026 09:40, Acme wrote:<br>x${"</div>".repeat(n * 500)}`,
  "nested quotations": (n) => `Yes.${`<div class="gmail_quote"><blockquote class="gmail_quote">x`.repeat(n * 300)}${"</blockquote></div>".repeat(n * 300)}`,
  siblings: (n) => `<p>a</p>${"<p>&gt; b</p>".repeat(n * 1000)}`,
  breaks: (n) => "a<br>".repeat(n * 1000),
  "one paragraph": (n) => `<p>${"word ".repeat(n * 5000)}</p>`,
  preformatted: (n) => `<pre>${"&gt; a\n".repeat(n * 1000)}</pre>`,
  "inline elements": (n) => "<b>a</b>".repeat(n * 1500),
  cells: (n) => `<table>${"<tr><td>a</td><td>b</td></tr>".repeat(n * 700)}</table>`,
};

/** The least of a few runs: what the work costs when nothing else runs. */
function costMs(run: () => unknown): number {
  const runs = Array.from({ length: 3 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  // Below two milliseconds the clock and the compiler are measured, not the work.
  return Math.max(2, Math.min(...runs));
}

describe("the time a mail costs grows with its length", () => {
  test.each(Object.entries(TEXTS))("text: %s", (_name, make) => {
    for (const read of [cutText, findForward]) {
      read(make(1));
      expect(costMs(() => read(make(GROWTH))) / costMs(() => read(make(1)))).toBeLessThan(LIMIT);
    }
  });

  test.each(Object.entries(HTMLS))("HTML: %s", (_name, make) => {
    for (const read of [markHtml, visibleTextOf]) {
      read(make(1));
      expect(costMs(() => read(make(GROWTH))) / costMs(() => read(make(1)))).toBeLessThan(LIMIT);
    }
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
