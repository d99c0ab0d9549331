import { describe, expect, it } from "vitest";
import { parseXml, writeXml, xmlChild, xmlText } from "./wechat-xml";

describe("parseXml", () => {
  it.each<[string, string, string | undefined]>([
    ["CDATA", "<xml><A><![CDATA[<b> & ]] >]]></A></xml>", "<b> & ]] >"],
    ["text with the five entities", "<xml><A>&lt;b&gt; &amp;amp; &quot;&apos;</A></xml>", "<b> &amp; \"'"],
    ["every digit of a number", "<xml><A>24836215907384561</A></xml>", "24836215907384561"],
    ["text and CDATA side by side", "<xml><A>1<![CDATA[2]]>3</A></xml>", "123"],
    ["an entity of a document type as it stands", "<xml><A>&xxe;</A></xml>", "&xxe;"],
    ["white space inside", "<xml><A><![CDATA[ a\n b ]]></A></xml>", " a\n b "],
    ["an empty element as nothing", "<xml><A></A></xml>", undefined],
    ["a closed element as nothing", "<xml><A/></xml>", undefined],
    ["a missing element as nothing", "<xml></xml>", undefined],
    ["the first of two", "<xml><A>1</A><A>2</A></xml>", "1"],
    ["a document with its declaration", '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n  <A>1</A>\n</xml>\n', "1"],
  ])("reads %s", (_name, source, expected) => {
    expect(xmlText(parseXml(source), "A")).toBe(expected);
  });

  it("reads what stands inside another", () => {
    const root = parseXml("<xml><Info><Count>2</Count><List><item><Id>a</Id></item><item><Id>b</Id></item></List></Info></xml>");
    const list = xmlChild(xmlChild(root, "Info"), "List");
    expect(list?.children.map((item) => xmlText(item, "Id"))).toEqual(["a", "b"]);
  });

  it.each<[string, string]>([
    ["a document type", '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>'],
    ["a document type inside", "<xml><!DOCTYPE x></xml>"],
    ["a comment", "<xml><!-- a --></xml>"],
    ["an attribute", '<xml a="1"></xml>'],
    ["an include", '<xml><xi:include href="x"/></xml>'],
    ["a processing instruction", "<xml><?php ?></xml>"],
    ["crossing tags", "<xml><A><B></A></B></xml>"],
    ["an end without a beginning", "</xml>"],
    ["no end", "<xml><A>"],
    ["an open CDATA", "<xml><A><![CDATA[x</A></xml>"],
    ["two documents", "<xml></xml><xml></xml>"],
    ["text around", "<xml></xml>x"],
    ["nothing", ""],
    ["JSON", '{"a":1}'],
    ["a thousand levels", "<a>".repeat(1000) + "</a>".repeat(1000)],
    ["a million elements", `<xml>${"<a/>".repeat(1_000_000)}</xml>`],
  ])("refuses %s", (_name, source) => {
    expect(() => parseXml(source)).toThrow();
  });

  it("takes four megabytes of text in a moment", () => {
    const long = "&lt;".repeat(1_000_000);
    expect(xmlText(parseXml(`<xml><A>${long}</A></xml>`), "A")).toHaveLength(1_000_000);
  });
});

describe("writeXml", () => {
  it("writes what it reads", () => {
    const fields = { A: "x ]]> y ]]", B: "<&>", C: "" };
    const root = parseXml(writeXml({ ...fields, D: 12 }));
    expect([xmlText(root, "A"), xmlText(root, "B"), xmlText(root, "C"), xmlText(root, "D")]).toEqual(["x ]]> y ]]", "<&>", undefined, "12"]);
  });

  it("puts numbers bare and text in CDATA", () => {
    expect(writeXml({ A: "a", TimeStamp: 1735862406 })).toBe("<xml><A><![CDATA[a]]></A><TimeStamp>1735862406</TimeStamp></xml>");
  });
});
