/*
 * The little XML that WeChat and WeCom speak: elements, text, CDATA. Written here rather than taken from a library, because what
 * a library can do beyond that (document types, entities, includes, numbers out of digits) is what strangers attack with, or what
 * would round a message's id.
 */

export interface XmlElement {
  name: string;
  /** Its own text, without its children's. */
  text: string;
  children: XmlElement[];
}

// The deepest that WeChat sends is 5 levels, the longest about 40 elements.
const MAX_DEPTH = 20;
const MAX_ELEMENTS = 5_000;

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&apos;": "'" };
const OPENING = /^<([A-Za-z_][\w.-]*)\s*(\/?)>/;
const CLOSING = /^<\/([A-Za-z_][\w.-]*)\s*>/;
const LONGEST_TAG = 200;

/** Reads one document. Ids stay text. Throws on what is not of this dialect: attributes, comments, document types, crossing tags. */
export function parseXml(source: Uint8Array | string): XmlElement {
  const text = (typeof source === "string" ? source : new TextDecoder().decode(source)).replace(/^\s*<\?xml[^>]{0,100}\?>/, "").trim();
  const outside: XmlElement = { name: "", text: "", children: [] };
  const open = [outside];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const inner = open.at(-1) ?? outside;
    if (text[at] !== "<") {
      at = readText(text, at, inner);
    } else if (text.startsWith("<![CDATA[", at)) {
      at = readCdata(text, at, inner);
    } else if (text[at + 1] === "/") {
      const [tag, name] = readTag(text, at, CLOSING);
      if (name !== inner.name) throw new Error("The XML's tags do not match.");
      open.pop();
      at += tag.length;
    } else {
      const [tag, name, isEmpty] = readTag(text, at, OPENING);
      if (++count > MAX_ELEMENTS || open.length > MAX_DEPTH) throw new Error("The XML is larger than any message.");
      const element: XmlElement = { name, text: "", children: [] };
      inner.children.push(element);
      if (!isEmpty) open.push(element);
      at += tag.length;
    }
  }
  const [root, ...more] = outside.children;
  if (!root || more.length > 0 || open.length > 1 || outside.text.trim()) throw new Error("The body is not one XML document.");
  return root;
}

function readText(text: string, at: number, into: XmlElement): number {
  const end = text.indexOf("<", at);
  const found = text.slice(at, end < 0 ? text.length : end);
  // Any other entity is left as it stands: it would need a document type, and there is none.
  into.text += found.replace(/&(?:lt|gt|amp|quot|apos);/g, (entity) => ENTITIES[entity] ?? entity);
  return at + found.length;
}

function readCdata(text: string, at: number, into: XmlElement): number {
  const end = text.indexOf("]]>", at);
  if (end < 0) throw new Error("The XML breaks off.");
  into.text += text.slice(at + "<![CDATA[".length, end);
  return end + "]]>".length;
}

function readTag(text: string, at: number, form: RegExp): [tag: string, name: string, isEmpty: boolean] {
  const match = form.exec(text.slice(at, at + LONGEST_TAG));
  if (!match) throw new Error("The XML has something other than plain elements.");
  return [match[0], match[1] ?? "", match[2] === "/"];
}

/** The text of the first child of this name; undefined where there is none or it is empty. */
export function xmlText(element: XmlElement | undefined, name: string): string | undefined {
  return xmlChild(element, name)?.text || undefined;
}

/** The first child of this name. */
export function xmlChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** One document `<xml>`; strings become CDATA, numbers stand bare. */
export function writeXml(fields: Record<string, string | number>): string {
  const inner = Object.entries(fields).map(([name, value]) => `<${name}>${typeof value === "number" ? value : cdata(value)}</${name}>`);
  return `<xml>${inner.join("")}</xml>`;
}

/** An end mark in the text is divided among two sections. */
function cdata(value: string): string {
  return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
