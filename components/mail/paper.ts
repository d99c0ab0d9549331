/** theme: in the colours of the desk, light or dark. white: on white paper, as its writer saw it. */
export type Paper = "theme" | "white";

/**
 * What a mail is shown on, by the grounds that its elements set. White, which mail programs write behind every line, is no wish of
 * the writer's: such a mail takes the colours of the desk. One with grounds of its own is a drawing and stays as it was drawn.
 */
export function choosePaper(grounds: readonly string[]): Paper {
  return grounds.every(isPlainGround) ? "theme" : "white";
}

/**
 * A text's own colour on the desk's ground: null for black, which programs write by themselves; any other keeps its hue and gets
 * the lightness that can be read there. The page says which: --ink-low and --ink-high.
 */
export function inkOnTheme(colour: string): string | null {
  return isPlainInk(colour) ? null : `oklch(from ${colour} clamp(var(--ink-low), l, var(--ink-high)) c h)`;
}

const DARK = 0x55;
const LIGHT = 0xfa;
const GREY = 0x18;
const KEYWORDS = new Set([
  "",
  "inherit",
  "initial",
  "unset",
  "revert",
  "currentcolor",
  "transparent",
  "auto",
  "none",
  "windowtext",
  "window",
  "canvas",
  "canvastext",
]);

/** Nearly black, or no colour at all. */
function isPlainInk(value: string): boolean {
  const colour = readColour(value);
  return colour === "none" || (colour !== null && Math.max(...colour) <= DARK && Math.max(...colour) - Math.min(...colour) <= GREY);
}

/** Nearly white, or no ground at all. */
function isPlainGround(value: string): boolean {
  const colour = readColour(value);
  return colour === "none" || (colour !== null && Math.min(...colour) >= LIGHT);
}

/** Red, green, blue from 0 to 255; "none" for what sets no colour; null for a colour that is not read here, which then counts as one of its own. */
function readColour(value: string): [number, number, number] | "none" | null {
  const text = value.trim().toLowerCase();
  if (KEYWORDS.has(text)) return "none";
  if (text === "black") return [0, 0, 0];
  if (text === "white") return [255, 255, 255];
  return readHex(text) ?? readRgb(text);
}

function readHex(text: string): [number, number, number] | "none" | null {
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(text)?.[1];
  if (!digits) return null;
  const size = digits.length < 6 ? 1 : 2;
  const at = (i: number) => Number.parseInt(digits.slice(i * size, (i + 1) * size).padStart(2, digits[i * size]), 16);
  return digits.length > 3 * size && at(3) === 0 ? "none" : [at(0), at(1), at(2)];
}

function readRgb(text: string): [number, number, number] | "none" | null {
  const numbers = /^rgba?\(([\d\s.,/%]+)\)$/
    .exec(text)?.[1]
    ?.match(/[\d.]+/g)
    ?.map(Number);
  const [red, green, blue, alpha = 1] = numbers ?? [];
  if (red === undefined || green === undefined || blue === undefined || text.includes("%")) return null;
  return alpha === 0 ? "none" : [red, green, blue];
}
