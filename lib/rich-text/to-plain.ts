import type { RichText } from "./tree";
import { type Writer, writeTree } from "./write";

const plain: Writer = {
  text: (text) => text,
  code: (text) => text,
  codeBlock: (text) => text,
  mark: (_mark, inner) => inner,
  link: (label, url) => labelled(label, url),
  bullet: "- ",
  quote: (text) => text.replace(/^/gm, "> ").replace(/ $/gm, ""),
};

/** A link where none can be hidden behind words; once, where the words are the address. */
export function labelled(label: string, url: string): string {
  const bare = (address: string) => address.replace(/^(https?:\/\/|mailto:|tel:)/, "").replace(/\/$/, "");
  return bare(label) === bare(url) ? label : `${label} (${url.replace(/^(mailto|tel):/, "")})`;
}

/** For channels without any formatting: the words, lists and quotes as one writes them by hand, addresses behind their labels. */
export function toPlain(tree: RichText): string {
  return writeTree(tree, plain);
}
