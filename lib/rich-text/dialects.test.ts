import { describe, expect, test } from "vitest";
import { fromEntities } from "./from-entities";
import { fromWhatsapp, parseMarkdown } from "./parse";
import { DIALECTS } from "./render";
import { visibleOfTelegram } from "./to-telegram";
import type { Block, Inline } from "./tree";

const written = (markdown: string) => {
  const tree = parseMarkdown(markdown);
  return { plain: DIALECTS.plain.write(tree), whatsapp: DIALECTS.whatsapp.write(tree), telegram: DIALECTS.telegram.write(tree) };
};

describe("the dialects", () => {
  test.each<[string, string, { plain: string; whatsapp: string; telegram: string }]>([
    ["marks", "**a** *b* ~~c~~ `d`", { plain: "a b c d", whatsapp: "*a* _b_ ~c~ `d`", telegram: "<b>a</b> <i>b</i> <s>c</s> <code>d</code>" }],
    ["a link", "[a](https://a.test)", { plain: "a (https://a.test)", whatsapp: "a (https://a.test)", telegram: '<a href="https://a.test">a</a>' }],
    [
      "a link whose label is its address",
      "[a.test](https://a.test/)",
      { plain: "a.test", whatsapp: "a.test", telegram: '<a href="https://a.test/">a.test</a>' },
    ],
    ["bullets", "- a\n- b", { plain: "- a\n- b", whatsapp: "- a\n- b", telegram: "• a\n• b" }],
    ["numbers", "2. a\n3. b", { plain: "2. a\n3. b", whatsapp: "2. a\n3. b", telegram: "2. a\n3. b" }],
    ["a list in a list", "- a\n  - b", { plain: "- a\n  - b", whatsapp: "- a\n  - b", telegram: "• a\n  • b" }],
    ["a quote", "> a\n> b", { plain: "> a\n> b", whatsapp: "> a\n> b", telegram: "<blockquote>a\nb</blockquote>" }],
    ["a quote in a quote", "> a\n> > b", { plain: "> a\n>\n> > b", whatsapp: "> a\n> \n> > b", telegram: "<blockquote>a\n\nb</blockquote>" }],
    ["code", "```js\na<b\n```", { plain: "a<b", whatsapp: "```a<b```", telegram: '<pre><code class="language-js">a&lt;b</code></pre>' }],
    ["markup as words", "a<b> & \\*c\\*", { plain: "a<b> & *c*", whatsapp: "a<b> & *c*", telegram: "a&lt;b&gt; &amp; *c*" }],
    ["a mark within a word", "un**believ**able", { plain: "unbelievable", whatsapp: "unbelievable", telegram: "un<b>believ</b>able" }],
    ["a mark in Chinese", "这是**重要**的", { plain: "这是重要的", whatsapp: "这是 *重要* 的", telegram: "这是<b>重要</b>的" }],
    ["a mark over two lines", "**a\nb**", { plain: "a\nb", whatsapp: "*a*\n*b*", telegram: "<b>a\nb</b>" }],
    ["marks in a mark", "**a _b_**", { plain: "a b", whatsapp: "*a _b_*", telegram: "<b>a <i>b</i></b>" }],
  ])("%s", (_name, markdown, expected) => {
    expect(written(markdown)).toEqual(expected);
  });

  test("what WhatsApp shows is what was meant", () => {
    for (const markdown of ["**a** _b_", "- a\n- **b**", "> *a*", "**a _b_ c**", "1. ~~a~~\n2. `b`"])
      expect(fromWhatsapp(written(markdown).whatsapp)).toEqual(parseMarkdown(markdown));
  });

  test("Telegram counts what is seen", () => {
    expect(visibleOfTelegram(written('**a** & [b](https://a.test?x="1") <c>').telegram)).toBe("a & b <c>");
  });
});

/** A small generator of its own seed: the same trees in every run. */
function random(seed: number): (max: number) => number {
  let state = seed;
  return (max) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % max;
  };
}

const WORDS = ["plain", "snake_case", "2 * 3", "*", "_x_", "a [b] c", "`", "~~", "\\", "# no", "https://a.test/_b_", "文字", "1. x", "> y", "- z", "<b>", "**"];

function randomTree(next: (max: number) => number): Block[] {
  const word = () => WORDS[next(WORDS.length)] ?? "";
  const text = (): Inline => ({ type: "text", text: `w ${word()} e` });
  const marked = (): Inline => {
    const kinds = ["bold", "italic", "strike"] as const;
    const kind = kinds[next(3)] ?? "bold";
    return { type: kind, children: [{ type: "text", text: `m ${word()} m` }] };
  };
  const paragraph = (): Block => ({
    type: "paragraph",
    children: [
      text(),
      { type: "text", text: " " },
      next(3) === 0 ? { type: "link", url: "https://a.test/x?y=(1)", children: [text()] } : marked(),
      { type: "text", text: " end" },
    ],
  });
  const merged = (block: Block): Block => {
    if (block.type !== "paragraph") return block;
    const children: Inline[] = [];
    for (const child of block.children) {
      const last = children.at(-1);
      if (child.type === "text" && last?.type === "text") children[children.length - 1] = { type: "text", text: last.text + child.text };
      else children.push(child);
    }
    return { type: "paragraph", children };
  };
  const one = (): Block => {
    const kind = next(5);
    if (kind === 0) return { type: "quote", children: [merged(paragraph()), merged(paragraph())] };
    if (kind === 1) return { type: "list", start: next(2) === 0 ? null : 1 + next(40), items: [[merged(paragraph())], [merged(paragraph())]] };
    if (kind === 2) return { type: "code-block", text: `x ${word()}\n\ny`.replaceAll("`", "'"), language: null };
    return merged(paragraph());
  };
  // Two lists or quotes in a row are one to a reader: words stand between.
  return Array.from({ length: 1 + next(3) }, () => [one(), merged(paragraph())]).flat();
}

describe("Markdown", () => {
  test("is read back as it was meant, whatever the words", () => {
    const next = random(7);
    for (let i = 0; i < 500; i++) {
      const tree = randomTree(next);
      const markdown = DIALECTS.markdown.write(tree);
      expect(parseMarkdown(markdown), markdown).toEqual(tree);
    }
  });
});

describe("fromEntities", () => {
  const bold = (offset: number, length: number) => ({ type: "bold", offset, length });

  test.each<[string, string, Parameters<typeof fromEntities>[1], string | null]>([
    ["nothing", "a *b*", [], null],
    ["what we do not show", "a @b", [{ type: "mention", offset: 2, length: 2 }], null],
    ["bold behind an emoji, counted in UTF-16", "🙂🙂 now", [bold(5, 3)], "🙂🙂 **now**"],
    ["a mark that takes its space along", "now or", [bold(0, 4)], "**now** or"],
    ["one in the other", "a b c", [bold(0, 5), { type: "italic", offset: 2, length: 1 }], "**a _b_ c**"],
    ["a hidden address", "see here", [{ type: "text_link", offset: 4, length: 4, url: "https://a.test" }], "see [here](https://a.test)"],
    ["a hidden address that is none", "see here", [{ type: "text_link", offset: 4, length: 4, url: "javascript:x" }], null],
    ["stars beside a mark", "2*3 a", [bold(4, 1)], "2\\*3 **a**"],
    ["a mark over paragraphs", "a\n\nb", [bold(0, 4)], "**a**\n\n**b**"],
    ["code in lines", "x\nlet a;\ny", [{ type: "pre", offset: 2, length: 6, language: "js" }], "x\n\n```js\nlet a;\n```\n\ny"],
    ["a quote", "a\nb", [{ type: "blockquote", offset: 0, length: 1 }], "> a\n\nb"],
    ["a stretch that reaches out", "abc", [bold(1, 99)], null],
    ["stretches that cross", "abcd", [bold(0, 3), { type: "italic", offset: 2, length: 2 }], "**abc**d"],
  ])("%s", (_name, text, entities, expected) => {
    const markdown = fromEntities(text, entities);
    expect(markdown).toBe(expected);
  });

  test("changes no word, whatever the platform says", () => {
    const next = random(3);
    const bare = (text: string) => text.replace(/\s/g, "");
    for (let i = 0; i < 500; i++) {
      const text = Array.from({ length: 6 }, () => WORDS[next(WORDS.length)]).join(" ");
      const types = ["bold", "italic", "strikethrough", "code", "text_link"];
      const entities = Array.from({ length: 4 }, () => ({
        ...{ type: types[next(types.length)] ?? "bold", offset: next(text.length), length: 1 + next(8), url: "https://a.test" },
      }));
      const markdown = fromEntities(text, entities) ?? "";
      const seen = visibleOfTelegram(DIALECTS.telegram.write(parseMarkdown(markdown)));
      if (markdown) expect(bare(seen), markdown).toBe(bare(text));
    }
  });
});
