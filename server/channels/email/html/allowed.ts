/** Elements of text, lists, tables and pictures. What is not here loses its tags and keeps its words. */
export const TAGS = [
  ...["a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup"],
  ...["dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"],
  ...["hr", "i", "img", "includetail", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small"],
  ...["span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr"],
];

/** These go with all that is in them: it is no text, or a browser would read it otherwise than we do. */
export const DROPPED_WITH_CONTENT = [
  ...["script", "style", "title", "textarea", "option", "select", "noscript", "noembed", "noframes", "iframe", "object", "embed", "applet", "template"],
  ...["svg", "math", "xml", "xmp", "plaintext", "audio", "video", "canvas", "map", "dialog"],
];

const BOX = ["width", "height", "align", "valign", "bgcolor"];

/** class, id, type and name carry what clients say of quotations; class and id are held to those names. */
export const ATTRIBUTES: Record<string, string[]> = {
  "*": ["class", "id", "style", "dir", "lang", "title"],
  a: ["href", "target", "rel", "name"],
  img: ["alt", "width", "height", "data-cid", "data-remote-src"],
  blockquote: ["type"],
  table: [...BOX, "border", "cellpadding", "cellspacing"],
  td: [...BOX, "colspan", "rowspan", "nowrap"],
  th: [...BOX, "colspan", "rowspan", "nowrap", "scope"],
  tr: BOX,
  col: ["span", "width"],
  colgroup: ["span", "width"],
  font: ["color", "face", "size"],
  ol: ["start", "type"],
  li: ["value"],
  ul: ["type"],
  p: ["align"],
  div: ["align"],
  hr: ["align", "width", "size"],
  time: ["datetime"],
};

const COLOUR = /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]{1,40}\)|hsla?\([\d\s.,%/deg]{1,40}\)|[a-z]{3,24})$/i;
const LENGTHS = /^(?:(?:-?\d{0,5}(?:\.\d{1,6})?(?:px|pt|em|rem|ex|ch|%|cm|mm|in|pc)?|auto|initial|inherit|normal)\s*){1,4}$/i;
const WORD = /^[a-z-]{1,30}$/i;
const WORDS = /^[a-z- ]{1,60}$/i;
/** Widths, a style and a colour, in any order. */
const BORDER =
  /^(?:(?:\d{0,3}(?:\.\d{1,6})?(?:px|pt|em|rem|ex)?|thin|medium|thick|none|hidden|dotted|dashed|solid|double|groove|ridge|inset|outset|windowtext|currentcolor|initial|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\)|[a-z]{3,20})\s*){1,4}$/i;

/**
 * Styles of letters and boxes, each with the values it may take: nothing that leaves its place (position, negative z), loads (url) or
 * computes (expression). Margins and sizes are the mail's own business inside its frame.
 */
export const STYLES: Record<string, RegExp[]> = {
  ...Object.fromEntries(["color", "background", "background-color", "border-color", "text-decoration-color"].map((name) => [name, [COLOUR]])),
  ...Object.fromEntries(
    [
      "width",
      "height",
      "max-width",
      "min-width",
      "max-height",
      "font-size",
      "line-height",
      "letter-spacing",
      "text-indent",
      "border-radius",
      "border-spacing",
    ].map((name) => [name, [LENGTHS]]),
  ),
  ...Object.fromEntries(["margin", "padding"].flatMap((name) => sides(name).map((side) => [side, [LENGTHS]]))),
  ...Object.fromEntries(sides("border").map((side) => [side, [BORDER]])),
  ...Object.fromEntries(["border-style", "border-width"].map((name) => [name, [BORDER]])),
  ...Object.fromEntries(
    [
      "font-style",
      "font-variant",
      "text-align",
      "text-transform",
      "vertical-align",
      "white-space",
      "word-break",
      "overflow-wrap",
      "border-collapse",
      "direction",
    ].map((name) => [name, [WORD]]),
  ),
  "font-weight": [/^(?:\d{3}|[a-z]{4,8})$/i],
  "font-family": [/^[\w\s,'"-]{1,200}$/u],
  "text-decoration": [WORDS],
  "list-style-type": [WORD],
  // Never none of what was let through: what is hidden was dropped before.
  display: [/^(?:block|inline|inline-block|table|table-cell|table-row|list-item)$/i],
};

function sides(name: string): string[] {
  return [name, ...["top", "right", "bottom", "left"].map((side) => `${name}-${side}`)];
}
