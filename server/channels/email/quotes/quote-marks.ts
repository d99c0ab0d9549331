/**
 * What markup says of quotations. The sanitiser has to leave these classes and ids, `type` and `name` of the elements, and of
 * `style` the borders; everything else here is found by what the lines say. Outlook and Hotmail put a prefix before names that
 * they pass on ("x_gmail_quote", "ecxgmail_quote"), so the prefixed names must survive as well: keep what `isQuoteMark` accepts.
 */
export const QUOTE_MARKS = {
  /** Holds a line that says who wrote what follows. */
  attribution: ["gmail_attr", "moz-cite-prefix"],
  /** From its beginning all is quoted, to the end of the mail. */
  separator: [
    "divrplyfwdmsg",
    "outlookmessageheader",
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "replysplit",
    "zwchr",
    "stopspelling",
    "history-quote-wrapper",
    "reply139content",
  ],
  /** Outlook puts it where an answer is to be added: what follows is quoted if it begins with a header block. */
  rule: ["appendonsend"],
  /** Is a quotation; if it has a block quote within, only that is, and what stands above it says who wrote. */
  container: [
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "ydp_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "skiff_quote",
    "iosymail",
    "isreplycontent",
    "origbody",
    "quoted-content",
    "quote",
  ],
  /** Is a message that is passed on: content, however it looks. */
  forward: ["moz-forward-container", "isforwardcontent"],
} as const;

type QuoteMark = keyof typeof QUOTE_MARKS;

const KINDS = new Map<string, QuoteMark>();
for (const kind of Object.keys(QUOTE_MARKS) as QuoteMark[]) for (const name of QUOTE_MARKS[kind]) KINDS.set(name, kind);

/** Names that have a number of their own behind them: "yahoo_quoted_1234567890", "lark-mail-quote-168". */
const NUMBERED: [prefix: string, kind: QuoteMark][] = [
  ["yahoo_quoted", "container"],
  ["lark-mail-quote", "separator"],
];

/** What a class or id says, or null. */
export function quoteMarkOf(name: string): QuoteMark | null {
  const bare = name.toLowerCase().replace(/^(?:x_|ecx){1,9}/, "");
  return KINDS.get(bare) ?? NUMBERED.find(([prefix]) => bare.startsWith(prefix))?.[1] ?? null;
}

/** For the sanitiser: must this class or id be left in the markup? */
export const isQuoteMark = (name: string) => quoteMarkOf(name) !== null;
