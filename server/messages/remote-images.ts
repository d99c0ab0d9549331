import { Parser } from "htmlparser2";
import { webAddress } from "@/lib/linkify";

/** A mail with more than this many is not looked at for its pictures. */
const MAX_IMAGES = 500;

/** The addresses of a message's remote images, each once, in the order of the text. Pure. */
export function remoteImages(html: string): string[] {
  const found = new Set<string>();
  const parser = new Parser({
    onopentag(name, attributes) {
      const source = name === "img" ? webAddress(attributes["data-remote-src"] ?? "") : null;
      if (source && found.size < MAX_IMAGES) found.add(source);
    },
  });
  parser.end(html);
  return [...found];
}
