import { PHONE_SCRIPT } from "./phone-script";
import { PHONE_STYLE } from "./phone-style";

interface PhonePage {
  title: string;
  accent: string;
  intro: string;
  hasSticker?: boolean;
  /** What else one can do there: each a button that posts its body to the phone's path. */
  extras?: { label: string; path: string; body: object }[];
}

/** A thumb pointing up: not every machine has a font with the emoji. */
export const THUMB = "M14 10V4.6C14 3.2 13 2 11.6 2c-.7 0-1.2.5-1.3 1.1L9.6 6 6 11v10h10.2c1 0 1.9-.7 2.1-1.7l1.6-6.8c.3-1.3-.7-2.5-2-2.5H14zM2 11h2.5v10H2z";

export const escapeHtml = (value: string): string => value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A phone in the browser: one is the customer, writes, sends a photo, and sees the answers with their ticks. */
export function phonePage({ title, accent, intro, hasSticker, extras = [] }: PhonePage): string {
  const more = extras.map(
    ({ label, path, body }) =>
      `<button type="button" data-path="${escapeHtml(path)}" data-body="${escapeHtml(JSON.stringify(body))}">${escapeHtml(label)}</button>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} (simulator)</title><style>:root{--accent:${accent}}${PHONE_STYLE}</style></head><body>
<main class="phone">
  <header><div class="avatar" id="avatar"></div><div class="who"><select id="account" aria-label="Business"></select><span id="status"></span></div><em>Simulator</em></header>
  <div class="me"><label>You are <select id="person" aria-label="You are"></select></label><button id="new-person" type="button">New person</button><button id="block" type="button"></button></div>
  <section id="messages" aria-live="polite"></section>
  ${more.length > 0 ? `<div class="extras">${more.join("")}</div>` : ""}
  <form id="composer"><label class="icon" title="Send a photo or file">＋<input id="photo" type="file" aria-label="Photo or file"></label>
  ${hasSticker ? `<button class="icon" id="sticker" type="button" title="Send a sticker" aria-label="Send a sticker"><svg width="20" height="20" viewBox="0 0 24 24" fill="currentColor"><path d="${THUMB}"/></svg></button>` : ""}
  <input id="text" autocomplete="off" placeholder="Message" aria-label="Message"><button class="send" aria-label="Send">➤</button></form>
</main><p class="intro">${escapeHtml(intro)}</p><script>${PHONE_SCRIPT}</script></body></html>`;
}
