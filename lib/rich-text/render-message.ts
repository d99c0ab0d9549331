import type { Button, MessageContent } from "@/lib/schemas/content";
import { lengthIn } from "./length";
import { parseMarkdown } from "./parse";
import { DIALECTS } from "./render";
import { type Limit, splitRich } from "./split-rich";
import { plainTree, type RichText } from "./tree";

/** What a message says, as it was written. */
export interface Written {
  text: string | null;
  payload: Pick<MessageContent, "format" | "buttons"> | null;
}

/** A channel's rules for words and buttons: the part of its capabilities that matters here. */
export interface Rules {
  text: Limit;
  buttons: number;
  buttonTitle?: number;
  linkButtons?: boolean;
}

/** What goes on the wire: the words in the channel's dialect, cut to its length, and the buttons that it can show itself. */
export interface RenderedTexts {
  /** Also plain words are in the dialect: escaped, where it is a markup. */
  texts: string[];
  /** For the last text; empty where they have been written out. */
  buttons: Button[];
}

/** The same before it is written: a tree for each message. */
export interface SplitMessage {
  trees: RichText[];
  buttons: Button[];
}

/** The words of a message for a channel: cut at sentence ends, with buttons that the channel cannot show as numbered lines below. */
export function renderMessage(written: Written, rules: Rules): RenderedTexts {
  const { trees, buttons } = splitMessage(written, rules);
  const { write } = DIALECTS[rules.text.formatting];
  return { texts: trees.map(write).filter((text) => text.trim() !== ""), buttons };
}

/** What goes out as which message, for whoever shows it before it is sent. */
export function splitMessage({ text, payload }: Written, rules: Rules): SplitMessage {
  const words = wordsOf(text ?? "", payload?.format);
  const buttons = payload?.buttons ?? [];
  // Buttons hang on words everywhere; without any they are the words.
  const canShow = words.length > 0 && canShowButtons(buttons, rules);
  const tree = canShow ? words : [...words, ...writtenOut(buttons)];
  return { trees: cut(tree, rules.text), buttons: canShow ? buttons : [] };
}

function cut(tree: RichText, limit: Limit): RichText[] {
  if (tree.length === 0) return [];
  const { write, counted } = DIALECTS[limit.formatting];
  return lengthIn(limit.unit, counted(write(tree))) <= limit.max ? [tree] : splitRich(tree, limit);
}

function wordsOf(text: string, format: "markdown" | undefined): RichText {
  return format === "markdown" ? parseMarkdown(text) : plainTree(text);
}

/** Whether the channel shows all of these itself; some of them would be half an offer. */
function canShowButtons(buttons: Button[], { buttons: most, buttonTitle = Number.POSITIVE_INFINITY, linkButtons = false }: Rules): boolean {
  return buttons.length <= most && buttons.every(({ title, type }) => lengthIn("code-points", title) <= buttonTitle && (type === "reply" || linkButtons));
}

/** As a numbered list: a customer answers with the number or the words. */
function writtenOut(buttons: Button[]): RichText {
  if (buttons.length === 0) return [];
  const items: RichText[] = buttons.map((button) => {
    const title = { type: "text" as const, text: button.title };
    return [{ type: "paragraph", children: [button.type === "link" ? { type: "link", url: button.url, children: [title] } : title] }];
  });
  return [{ type: "list", start: 1, items }];
}
