import type { MailFrame } from "@/server/channels/contract";
import { attribution } from "./attribution";
import { withoutTokens } from "./compose-text";

/** Beyond this a quotation is shown as text: mail programs cut long mails off (Gmail at 102 KB of HTML). */
const MAX_QUOTE_BYTES = 60_000;

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);

/** Addresses in a text become links; what is around them is escaped. A full stop or bracket behind one is the sentence's. */
const LINK = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]，。；：！？）】」』]/g;

/** A text as HTML: paragraphs at empty lines, lines as they were. */
export function textToHtml(text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  return paragraphs.map((paragraph) => `<p style="margin:0 0 1em">${linked(paragraph).replaceAll("\n", "<br>\n")}</p>`).join("\n");
}

function linked(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const url = escapeHtml(match[0]);
    html += `${escapeHtml(text.slice(end, match.index))}<a href="${url}">${url}</a>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

/** The HTML half of a mail; the quotation in the element that mail programs fold. Pure. */
export function composeHtml(written: { text: string; html: string | null }, frame: MailFrame | null, token: string | null): string {
  const signature = frame?.signature ? `<div style="color:#666">-- <br>${linked(frame.signature.trim()).replaceAll("\n", "<br>")}</div>` : "";
  const quote = frame?.quote
    ? `<div class="gmail_quote"><div class="gmail_attr" dir="auto">${escapeHtml(attribution(frame.quote, frame))}</div>
<blockquote type="cite" class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${quotedHtml(frame.quote)}</blockquote></div>`
    : "";
  const mark = token ? `<div style="color:#999;font-size:11px">ref:${token}</div>` : "";
  const parts = [`<div dir="auto">${written.html ?? textToHtml(written.text)}</div>`, signature, quote, mark].filter(Boolean);
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font-family:sans-serif;font-size:14px">\n${parts.join("\n")}\n</body></html>`;
}

/** Their HTML as we keep it (sanitised), its own remote images restored; pictures that lay inside the mail are not sent back. */
function quotedHtml({ html, text }: NonNullable<MailFrame["quote"]>): string {
  if (!html || Buffer.byteLength(html) > MAX_QUOTE_BYTES) return textToHtml(withoutTokens(text).slice(0, MAX_QUOTE_BYTES / 2));
  return html
    .replace(/<img\b[^>]*\sdata-cid=[^>]*>/gi, "")
    .replace(/(<img\b[^>]*\s)data-remote-src=/gi, "$1src=")
    .replace(/\bref:[a-z2-7]{42}\b/gi, "");
}
