import sanitizeHtml from "sanitize-html";
import { isQuoteMark } from "../quotes/quote-marks";
import { ATTRIBUTES, DROPPED_WITH_CONTENT, STYLES, TAGS } from "./allowed";

export interface SafeHtml {
  html: string;
  /** Pictures that lie elsewhere, and would tell their owner that and where the mail was read. */
  remoteImages: number;
}

/** What browsers still lay out at once, and more than people write. */
const MAX_LENGTH = 1_000_000;
const MAX_LINKS = 5_000;
/** Newsletters of a megabyte have half of it. */
const MAX_TAGS = 60_000;
/** Tables in tables of newsletters go fifty deep; browsers slow down far above. */
const MAX_DEPTH = 200;
const MAX_STYLE = 2_000;
const SCHEMES = ["http", "https", "mailto", "tel"];

/** Too much to be shown as it is: then the text stands alone. */
export function isTooMuch(html: string): boolean {
  return readableStart(html).length < html.length || (html.match(/<a[\s>]/gi)?.length ?? 0) > MAX_LINKS;
}

/** As much of a too long document as its text is read from. */
export function readableStart(html: string): string {
  const start = html.slice(0, MAX_LENGTH);
  let at = -1;
  for (let count = 0; count < MAX_TAGS; count++) {
    at = start.indexOf("<", at + 1);
    if (at === -1) return start;
  }
  return start.slice(0, at);
}

/**
 * A mail's HTML with nothing in it that runs, loads, covers or leaves the mail's place: an allow list of elements, attributes and
 * styles. Pictures of the mail itself become `data-cid` (what `resolveCid` makes of their address, dropped when that is null), remote
 * ones `data-remote-src`; tracking pixels go. The marks of quoted history stay, for `markHtml`.
 */
export function makeSafe(html: string, resolveCid: (cid: string) => string | null): SafeHtml {
  const clean = sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: ATTRIBUTES,
    allowedStyles: { "*": STYLES },
    allowedSchemes: SCHEMES,
    allowedSchemesAppliedToAttributes: ["href"],
    allowProtocolRelative: false,
    disallowedTagsMode: "discard",
    nonTextTags: DROPPED_WITH_CONTENT,
    nestingLimit: MAX_DEPTH,
    selfClosing: ["br", "col", "hr", "img", "wbr"],
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && !attribs["data-cid"] && !attribs["data-remote-src"],
    transformTags: {
      // Runs after the ones for a single element: what those wrote stays.
      "*": (tagName, attribs) => (isHidden(attribs) ? NOTHING : { tagName, attribs: OWN.has(tagName) ? attribs : withoutForeignNames(attribs) }),
      a: (tagName, attribs) => ({ tagName, attribs: { ...withoutForeignNames(attribs), ...LINK } }),
      img: (tagName, attribs) => {
        const source = isPixel(attribs) ? {} : imageSource(attribs.src ?? "", resolveCid);
        return { tagName, attribs: { ...withoutForeignNames(attribs), ...source } };
      },
    },
  });
  // Counted in the end: what was hidden went with its pictures.
  return { html: clean.trim(), remoteImages: clean.match(/ data-remote-src="/g)?.length ?? 0 };
}

const OWN = new Set(["a", "img"]);
/** Of the elements that go with all that is in them. */
const NOTHING = { tagName: "template", attribs: {} };

/** A stranger's page is opened by itself, and does not learn from where. */
const LINK = { target: "_blank", rel: "noopener noreferrer nofollow" };

/** Names that style sheets or our own screens would know stay out; only the marks of quotations are needed. */
function withoutForeignNames(attribs: Record<string, string>): Record<string, string> {
  const { class: classes, id, src: _, style, ...rest } = attribs;
  for (const name of Object.keys(rest)) if (name.startsWith("data-")) delete rest[name];
  const marks = (classes ?? "").split(/\s+/).filter(isQuoteMark);
  // Runs of white space are what makes the patterns of styles slow.
  const tidy: Record<string, string> = style && style.length <= MAX_STYLE ? { style: style.replace(/\s+/g, " ") } : {};
  return { ...rest, ...tidy, ...(marks.length > 0 && { class: marks.join(" ") }), ...(id && isQuoteMark(id) && { id }) };
}

function imageSource(src: string, resolveCid: (cid: string) => string | null): Record<string, string> {
  const address = src.replace(/\s+/g, "");
  if (/^cid:/i.test(address)) {
    const cid = resolveCid(address.slice(4));
    return cid === null ? {} : { "data-cid": cid };
  }
  const url = address.startsWith("//") ? `https:${address}` : address;
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return { "data-remote-src": new URL(url).href };
  // Without a scheme it may be the name of a part (RFC 2557, Content-Location).
  const cid = /^[a-z][a-z0-9+.-]*:/i.test(address) ? null : resolveCid(address);
  return cid === null ? {} : { "data-cid": cid };
}

/** One or two points wide or high: nothing to see, somebody to tell. */
function isPixel({ width, height, style = "" }: Record<string, string>): boolean {
  const isTiny = (value: string | undefined) => value !== undefined && /^\s*[0-2](?:px)?\s*$/i.test(value);
  const styled = (property: string) => new RegExp(`(?:^|[;\\s])(?:max-)?${property}\\s*:\\s*([^;]{1,20})`, "i").exec(style)?.[1]?.replace(/!important/i, "");
  return isTiny(width) || isTiny(height) || isTiny(styled("width")) || isTiny(styled("height"));
}

/** What the sender's style hides is no part of what they say: preview lines of newsletters, words for filters. */
function isHidden({ style = "" }: Record<string, string>): boolean {
  return /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i.test(style);
}
