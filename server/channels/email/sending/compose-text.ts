import type { MailFrame } from "@/server/channels/contract";
import { attribution } from "./attribution";

/** A quotation grows with every answer; beyond this nobody reads on, and some servers refuse the mail. Ours. */
const MAX_QUOTE_CHARACTERS = 30_000;

/** The reply token's line, alone on it. */
const TOKEN_LINE = /^[> ]*ref:[a-z2-7]{42}[ \t]*$\n?/gim;

/** Text without the tokens of earlier mails: one is enough, and the newest counts. */
export const withoutTokens = (text: string): string => text.replace(TOKEN_LINE, "");

/** The plain half of a mail: what was written, the signature, the answered mail behind `>`, the token as its last line. Pure. */
export function composeText(text: string, frame: MailFrame | null, token: string | null): string {
  const signature = frame?.signature ? `-- \n${frame.signature.trim()}` : null;
  const quote = frame?.quote ? `${attribution(frame.quote, frame)}\n\n${quoted(frame.quote.text)}` : null;
  return `${[text.trim(), signature, quote, token && `ref:${token}`].filter(Boolean).join("\n\n")}\n`;
}

function quoted(text: string): string {
  const clean = withoutTokens(text.replaceAll("\r\n", "\n")).trimEnd();
  const kept = clean.length > MAX_QUOTE_CHARACTERS ? `${clean.slice(0, MAX_QUOTE_CHARACTERS).replace(/\p{Surrogate}$/u, "")}…` : clean;
  return kept
    .split("\n")
    .map((words) => (words.startsWith(">") ? `>${words}` : `> ${words}`.trimEnd()))
    .join("\n");
}
