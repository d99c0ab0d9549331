import { describe, expect, test } from "vitest";
import { fromWhatsapp, parseMarkdown } from "./parse";
import { toHtml } from "./to-html";
import { isUnformatted } from "./tree";

const inline = (markdown: string) => toHtml(parseMarkdown(markdown)).replace(/^<p>|<\/p>$/g, "");

describe("parseMarkdown", () => {
  test.each<[string, string, string]>([
    ["bold", "**now**", "<strong>now</strong>"],
    ["bold, the other way", "__now__", "<strong>now</strong>"],
    ["italic", "*now* and _then_", "<em>now</em> and <em>then</em>"],
    ["both", "***now***", "<em><strong>now</strong></em>"],
    ["one in the other", "**a _b_ c**", "<strong>a <em>b</em> c</strong>"],
    ["strike", "~~old~~ new", "<s>old</s> new"],
    ["one tilde is none", "~20 pieces~", "~20 pieces~"],
    ["code, in which nothing is a mark", "`**a**` b", "<code>**a**</code> b"],
    ["code with a backtick", "`` a`b ``", "<code>a`b</code>"],
    ["a backtick alone", "5` and 6", "5` and 6"],
    ["underscores within a word", "snake_case_name", "snake_case_name"],
    ["stars within a word", "un*believ*able", "un<em>believ</em>able"],
    ["multiplication", "2 * 3 * 4", "2 * 3 * 4"],
    ["a star alone", "5 stars: *", "5 stars: *"],
    ["a mark never closed", "**not yet", "**not yet"],
    ["a mark closed before it opens", "not** yet", "not** yet"],
    ["more stars on the left", "**a*", "*<em>a</em>"],
    ["a mark within a marked word", "**ab*c*d**", "<strong>ab<em>c</em>d</strong>"],
    ["an escaped star", "\\*not\\*", "*not*"],
    ["a backslash that escapes nothing", "C:\\temp", "C:\\temp"],
    ["a Chinese mark before punctuation", "**注意：**请重启", "<strong>注意：</strong>请重启"],
    ["a Chinese mark in quotes", "请点**“登录”**按钮", "请点<strong>“登录”</strong>按钮"],
    ["a Japanese mark", "これは**「重要」**です", "これは<strong>「重要」</strong>です"],
    ["a link", "[Docs](https://a.test/x_y_z)", '<a href="https://a.test/x_y_z">Docs</a>'],
    ["a link with brackets in its address", "[W](https://a.test/b_(c))", '<a href="https://a.test/b_(c)">W</a>'],
    ["a link with a title", '[W](https://a.test "t")', '<a href="https://a.test">W</a>'],
    ["a bold link", "**[W](https://a.test)**", '<strong><a href="https://a.test">W</a></strong>'],
    ["a bold label", "[**W**](https://a.test)", '<a href="https://a.test"><strong>W</strong></a>'],
    ["an address in angle brackets", "<https://a.test>", '<a href="https://a.test">https://a.test</a>'],
    ["a script is no link", "[W](javascript:alert(1))", "[W](javascript:alert(1))"],
    ["a data address is no link", "[W](data:text/html,x)", "[W](data:text/html,x)"],
    ["brackets that are no link", "[1] and [2]", "[1] and [2]"],
    ["an address with marks in it", "https://a.test/_x_/*y", '<a href="https://a.test/_x_/*y">https://a.test/_x_/*y</a>'],
    ["a bold address", "**https://a.test**", '<strong><a href="https://a.test">https://a.test</a></strong>'],
    ["markup is text", "<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"],
    ["a line break is one", "a\nb", "a<br>b"],
    ["an emoji beside a mark", "🙂**a**🙂", "🙂<strong>a</strong>🙂"],
  ])("%s", (_name, markdown, html) => {
    expect(inline(markdown)).toBe(html);
  });

  test.each<[string, string, string]>([
    ["two paragraphs", "a\n\n\nb", "<p>a</p>\n<p>b</p>"],
    ["bullets", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["bullets right behind words", "These:\n- a\n- b", "<p>These:</p>\n<ul><li>a</li><li>b</li></ul>"],
    ["numbers", "1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["numbers that begin later", "3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
    ["a number left out stays left out", "1. a\n3. c", '<ol><li>a</li></ol>\n<ol start="3"><li>c</li></ol>'],
    ["a year is no number", "2026. What a year", "<p>2026. What a year</p>"],
    ["a dash alone", "-\n- ", "<p>-\n- </p>".replace("\n", "<br>").replace(" </p>", "</p>")],
    ["a list in a list", "- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"],
    ["a quote", "> a\n> b\n\nc", "<blockquote><p>a<br>b</p></blockquote>\n<p>c</p>"],
    ["a quote with a list", "> - a", "<blockquote><ul><li>a</li></ul></blockquote>"],
    ["code", "```js\nlet **a**\n\n1\n```", "<pre><code>let **a**\n\n1</code></pre>"],
    ["code never closed", "```\na\n\nb", "<p>```<br>a</p>\n<p>b</p>"],
    ["Windows line ends", "a\r\n\r\nb", "<p>a</p>\n<p>b</p>"],
    ["nothing", "  \n ", ""],
  ])("%s", (_name, markdown, html) => {
    expect(toHtml(parseMarkdown(markdown))).toBe(html);
  });

  test("sees when nothing is formatted", () => {
    for (const text of ["hello", "2 * 3 * 4", "a\n\nb", "C:\\temp"]) expect(isUnformatted(parseMarkdown(text))).toBe(true);
    for (const text of ["**a**", "- a", "> a", "`a`", "[a](https://a.test)"]) expect(isUnformatted(parseMarkdown(text))).toBe(false);
  });
});

describe("fromWhatsapp", () => {
  test.each<[string, string, string]>([
    ["its marks", "*a* _b_ ~c~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"],
    ["one in the other", "*_a_*", "<p><strong><em>a</em></strong></p>"],
    ["code of three backticks", "```a```", "<p><code>a</code></p>"],
    ["a mark within a word is text", "a*b*c", "<p>a*b*c</p>"],
    ["a mark beside a space is text", "* a * and 2 * 3", "<p>* a * and 2 * 3</p>".replace("<p>* a", "<ul><li>a").replace("3</p>", "3</li></ul>")],
    ["a mark ends with its line", "*a\nb*", "<p>*a<br>b*</p>"],
    ["two stars are none", "**a**", "<p>**a**</p>"],
    ["brackets are text", "[a](https://a.test)", '<p>[a](<a href="https://a.test">https://a.test</a>)</p>'],
    ["a backslash is text", "\\*a*", "<p>\\<strong>a</strong></p>"],
    ["lists and quotes", "- a\n\n1. b\n\n> c", "<ul><li>a</li></ul>\n<ol><li>b</li></ol>\n<blockquote><p>c</p></blockquote>"],
  ])("%s", (_name, text, html) => {
    expect(toHtml(fromWhatsapp(text))).toBe(html);
  });
});

describe("hostile words", () => {
  const MANY = 60_000;
  test.each<[string, string]>([
    ["stars", "*".repeat(MANY)],
    ["openers", "*a ".repeat(MANY / 3)],
    ["openers of changing marks", "*a _b ~~c ".repeat(MANY / 10)],
    ["closers", "a* ".repeat(MANY / 3)],
    ["brackets", "[".repeat(MANY)],
    ["links never closed", "[a](".repeat(MANY / 4)],
    ["links in links", `${"[".repeat(500)}a${"](https://a.test)".repeat(500)}`],
    ["backticks of every length", Array.from({ length: 340 }, (_, i) => "`".repeat(i + 1)).join(" ")],
    ["quotes in quotes", ">".repeat(MANY)],
    ["lists in lists", Array.from({ length: 300 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n")],
    ["fences", "```js\n".repeat(MANY / 6)],
    ["numbers", "1. a\n".repeat(MANY / 5)],
    ["angle brackets", "<".repeat(MANY)],
    ["addresses", "https://".repeat(MANY / 8)],
    ["underscored addresses", `https://a.test/${"_".repeat(MANY)}`],
    ["backslashes", "\\".repeat(MANY)],
  ])("%s cost no more than their length", (_name, text) => {
    const before = performance.now();
    toHtml(parseMarkdown(text));
    toHtml(fromWhatsapp(text));
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
