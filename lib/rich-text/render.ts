import { toHtml } from "./to-html";
import { toMarkdown } from "./to-markdown";
import { toPlain } from "./to-plain";
import { toTelegram, visibleOfTelegram } from "./to-telegram";
import { toWhatsapp } from "./to-whatsapp";
import type { RichText } from "./tree";

interface Written {
  write(tree: RichText): string;
  /** The part of it that a platform counts. */
  counted(written: string): string;
}

const all = (written: string) => written;

/** Every dialect that a channel may have: the contract's `Formatting`. */
export const DIALECTS = {
  plain: { write: toPlain, counted: all },
  html: { write: toHtml, counted: all },
  markdown: { write: toMarkdown, counted: all },
  telegram: { write: toTelegram, counted: visibleOfTelegram },
  whatsapp: { write: toWhatsapp, counted: all },
} satisfies Record<string, Written>;

export type DialectName = keyof typeof DIALECTS;
