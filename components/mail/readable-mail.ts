import { choosePaper, inkOnTheme, type Paper } from "./paper";

export interface ReadableMail {
  html: string;
  paper: Paper;
  hasQuote: boolean;
  /** How many images lie elsewhere and are not shown. */
  blockedImages: number;
}

interface Pictures {
  /** Addresses of the mail's own pictures, by Content-ID. */
  own: ReadonlyMap<string, string>;
  /** Addresses of ours for remote pictures, by their own; empty until somebody asks for them. */
  remote: ReadonlyMap<string, string>;
}

/** One transparent dot: an image without a source is drawn as a broken one. */
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/**
 * A mail's HTML made ready for its frame: pictures in their places, and without the black and white that programs write into every
 * line. It is safe already (the server cleans it); parsing here runs nothing and fetches nothing, for the document is never shown.
 */
export function readableMail(html: string, { own, remote }: Pictures): ReadableMail {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  placePictures(body, "data-cid", own);
  const blockedImages = placePictures(body, "data-remote-src", remote);
  const coloured = [...body.querySelectorAll<HTMLElement>("[style], [bgcolor], font[color]")];
  dropBlankEnd(body);
  const paper = choosePaper(coloured.map((element) => element.style.backgroundColor || (element.getAttribute("bgcolor") ?? "")));
  for (const element of paper === "theme" ? coloured : []) takeThemeColours(element);
  return { html: body.innerHTML, paper, hasQuote: body.querySelector("[data-quote]") !== null, blockedImages };
}

/** Gives how many have no picture to show. */
function placePictures(body: HTMLElement, name: string, addresses: ReadonlyMap<string, string>): number {
  const images = [...body.querySelectorAll(`img[${name}]`)];
  const missing = images.filter((image) => !addresses.has(image.getAttribute(name) ?? ""));
  for (const image of images) image.setAttribute("src", addresses.get(image.getAttribute(name) ?? "") ?? NOTHING);
  for (const image of missing) image.setAttribute("data-missing", "");
  return missing.length;
}

/** Programs leave empty lines between what was written and what is quoted; with the quote folded away they are a hole. */
function dropBlankEnd(parent: Element): void {
  const ends = [...parent.childNodes].filter((node) => !(node instanceof Element && node.hasAttribute("data-quote")));
  for (const end of ends.reverse()) {
    const isBlank = !end.textContent?.trim() && !(end instanceof Element && end.matches(`${SEEN}, :has(${SEEN})`));
    if (!isBlank) return end instanceof HTMLDivElement ? dropBlankEnd(end) : undefined;
    end.remove();
  }
}

/** Seen without a word in it. */
const SEEN = "img, hr, table";

function takeThemeColours(element: HTMLElement): void {
  const ink = element.closest("a") ? null : inkOnTheme(element.style.color || (element.getAttribute("color") ?? ""));
  for (const property of ["color", "background", "background-color"]) element.style.removeProperty(property);
  for (const name of ["color", "bgcolor"]) element.removeAttribute(name);
  if (ink) element.style.setProperty("color", ink);
}

/** The Content-IDs that a mail's HTML shows in its text: what is seen there is not listed again as a file. */
export function shownContentIds(html: string): Set<string> {
  return new Set([...html.matchAll(/data-cid="([^"]+)"/g)].map((match) => match[1] ?? ""));
}
