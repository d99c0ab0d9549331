import type { Paper } from "./paper";

/** What a mail's page takes over from the desk's. */
export interface MailLook {
  colorScheme: "light" | "dark";
  /** The tokens it draws with, as CSS: `--ink: …;`. */
  tokens: string;
  /** The @font-face rules of the desk's own face. */
  fonts: string;
}

interface MailPage {
  title: string;
  /** The reader's: what language a mail is in, nobody says. */
  lang: string;
  html: string;
  paper: Paper;
  look: MailLook;
  /** Where pictures may come from: the desk's own origin and that of its files. */
  origins: readonly string[];
}

/**
 * The page that shows a mail, for a frame of its own. Its policy lets in pictures and the face of the desk from our own origin and
 * nothing else: were something hostile left in the HTML, it could neither run nor send what it sees, nor fetch from anywhere.
 */
export function mailDocument({ title, lang, html, paper, look, origins }: MailPage): string {
  const from = origins.join(" ");
  const policy = `default-src 'none'; img-src ${from} data:; font-src ${from}; style-src 'unsafe-inline'`;
  const scheme = paper === "white" ? "light" : look.colorScheme;
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escaped(title)}</title><base target="_blank"><style>${look.fonts}
:root { color-scheme: ${scheme}; ${look.tokens} }
${GROUNDS}${STYLE}</style></head><body class="${paper} ${scheme}"><div>${html}</div></body></html>`;
}

/** A name may hold anything. */
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Tokens of white paper, and the lightness that coloured text may have on the ground of the desk. */
const GROUNDS = `
body.white { --ink: var(--paper-ink); --line-strong: var(--paper-line); --accent-ink: var(--paper-accent-ink); }
body.light { --ink-low: 0; --ink-high: 0.53; }
body.dark { --ink-low: 0.74; --ink-high: 1; }
`;

/** The one child of body is what is measured, and what scrolls when a table is wider than the screen. */
const STYLE = `
html, body { margin: 0; background: transparent; overflow: hidden; }
body { font: 14px/22px var(--font-stack); color: var(--ink); overflow-wrap: break-word; line-break: strict; text-size-adjust: 100%; }
body > div { display: flow-root; overflow: auto hidden; scrollbar-width: thin; scrollbar-color: var(--line-strong) transparent; }
body.white > div { padding: 12px; }
/* A mail that begins with a table is drawn to its edges. */
body.white > div:has(> table:first-child, > :first-child > table:first-child) { padding: 0; }
body > div > :first-child, body > div > :first-child > :first-child, body > div > :first-child > :first-child > :first-child { margin-top: 0; }
body > div > :last-child, body > div > :last-child > :last-child, body > div > :last-child > :last-child > :last-child { margin-bottom: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
a { color: var(--accent-ink); text-underline-offset: 2px; }
body.theme a * { color: inherit; }
img { max-width: 100%; }
img:not([data-missing]) { height: auto; }
img[data-missing] { box-sizing: border-box; min-width: 24px; min-height: 24px; border: 1px dashed var(--line-strong); border-radius: 4px; vertical-align: middle; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid var(--line-strong); }
pre { white-space: pre-wrap; }
hr { border: 0; border-top: 1px solid var(--line-strong); }
[data-quote] { display: none; }
[data-whole] [data-quote] { display: block; margin-top: 12px; }
`;
