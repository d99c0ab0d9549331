import { parseDocument } from "htmlparser2";
import { describe, expect, test } from "vitest";
import { readCases } from "./fixtures/read-cases";
import { markHtml } from "./mark-html";
import { visibleTextOf } from "./visible-text";

const cases = ["html.txt", "html-second.txt"].flatMap(readCases).map(({ name, body }) => {
  const [html = "", rest = ""] = body.split(/^-->/m);
  return { name, html: html.trimEnd(), hasQuote: !rest.startsWith("!"), visible: rest.replace(/^!/, "").trim() };
});

const MARKS = /<(div|span) data-quote>|(?<=<\w+) data-quote(?=[ >])/g;

describe("markHtml", () => {
  test.each(cases)("marks what is quoted: $name", ({ html, hasQuote, visible }) => {
    const marked = markHtml(html);
    expect({ hasQuote: marked.hasQuote, visible: visibleTextOf(marked.html) }).toEqual({ hasQuote, visible });
  });

  test.each(cases)("changes nothing else: $name", ({ html }) => {
    const marked = markHtml(html).html;
    const wrappers = [...marked.matchAll(/<(div|span) data-quote>/g)].length;
    expect(marked.replace(MARKS, "").replace(/<\/(div|span)>/g, "")).toBe(html.replace(/<\/(div|span)>/g, ""));
    expect([...marked.matchAll(/<\/(div|span)>/g)].length - [...html.matchAll(/<\/(div|span)>/g)].length).toBe(wrappers);
  });

  test.each(cases.filter(({ hasQuote }) => hasQuote))("is right wherever it stands: $name", ({ html, visible }) => {
    const nested = `<div>`.repeat(30) + html + `</div>`.repeat(30);
    expect(visibleTextOf(markHtml(nested).html)).toBe(visible);
  });

  test("puts no block into a paragraph and no wrapper into a table", () => {
    const forbidden = cases.flatMap(({ html }) => {
      const bad: string[] = [];
      const look = (node: ReturnType<typeof parseDocument>["children"][number], parent: string) => {
        if (!("attribs" in node)) return;
        if ("data-quote" in node.attribs && ((parent === "p" && node.name === "div") || (/^(table|tbody|tr|ul|ol)$/.test(parent) && node.name === "div")))
          bad.push(html);
        for (const child of node.children) look(child, node.name);
      };
      for (const node of parseDocument(markHtml(html).html).children) look(node, "");
      return bad;
    });
    expect(forbidden).toEqual([]);
  });

  test("keeps its marks when it is marked again", () => {
    for (const { html, visible } of cases) expect(visibleTextOf(markHtml(markHtml(html).html).html)).toBe(visible);
  });
});
