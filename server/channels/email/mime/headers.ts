/** A field as it stands in the head: one byte a character, folding undone. */
export interface Field {
  /** Lower case. */
  name: string;
  value: string;
}

export interface Head {
  fields: Field[];
  /** Where the body begins. */
  bodyAt: number;
  /** The head went on beyond what is read of it. */
  isCut: boolean;
}

/** Heads of real mails stay under 64 KB; what is longer is somebody's experiment. */
const MAX_HEAD_BYTES = 256 * 1024;
const FIELD = /^([!-9;-~]{1,200})[ \t]*:/;
/** Programs' own first lines: of an mbox, and of one that was quoted. */
const ENVELOPE = /^>?From \S+/;
/** What begins a field for sure, where the blank line before the body may be missing. */
const KNOWN =
  /^(from|to|cc|bcc|subject|date|message-id|reply-to|sender|references|in-reply-to|received|return-path|delivered-to|mime-version|user-agent|content-[a-z-]+|x-[\w-]+|list-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results|thread-[\w-]+|auto-submitted|precedence|importance)[ \t]*:/i;
const LOOK_AHEAD_LINES = 40;
const MAX_UNFINISHED = 8_192;

/**
 * The head of a mail or of a part. Takes CRLF, LF and lone CR; lines that are no field go with the field before when that one is
 * evidently unfinished, are passed over when fields follow, and begin the body when none do (the blank line is missing). Never throws.
 */
export function readHead(bytes: Buffer): Head {
  const text = bytes.toString("latin1", 0, Math.min(bytes.length, MAX_HEAD_BYTES));
  const lines = new Lines(text);
  const fields: Field[] = [];
  // Blank lines ahead of the head: left there by a relay or by hand.
  while (fields.length === 0 && lines.isBlank()) lines.next();
  for (; !lines.isDone() && !lines.isBlank(); lines.next()) {
    const line = lines.current();
    const last = fields.at(-1);
    const name = FIELD.exec(line)?.[1];
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (name) fields.push({ name: name.toLowerCase(), value: line.slice(line.indexOf(":") + 1).trim() });
    else if (ENVELOPE.test(line)) continue;
    else if (!lines.aheadMatches(KNOWN)) break;
    else if (last && isUnfinished(last.value)) last.value += ` ${line.trim()}`;
  }
  // Read to the last line of what may be read, which may be half of one.
  if (bytes.length > MAX_HEAD_BYTES && !lines.isBlank() && lines.after() >= text.length) return { fields, bodyAt: endOfLongHead(bytes), isCut: true };
  return { fields, bodyAt: lines.isBlank() ? lines.after() : lines.at, isCut: false };
}

/** A list that ends in a comma, a parameter that is to come, a quotation or an encoded word without its end. */
function isUnfinished(value: string): boolean {
  if (value.length > MAX_UNFINISHED) return false;
  return /[,;]$/.test(value) || (value.match(/"/g)?.length ?? 0) % 2 === 1 || /=\?[^?]*\?[bq]\?[^?]*$/i.test(value);
}

function endOfLongHead(bytes: Buffer): number {
  const ends = ["\r\n\r\n", "\n\n", "\r\r"].flatMap((mark) => {
    const at = bytes.indexOf(mark, MAX_HEAD_BYTES - mark.length, "latin1");
    return at === -1 ? [] : [at + mark.length];
  });
  return Math.min(bytes.length, ...ends);
}

/** Walks the lines of a text without cutting it up: most of it is body. */
class Lines {
  at = 0;
  private end = 0;
  constructor(private readonly text: string) {
    this.end = this.endFrom(0);
  }
  current(): string {
    return this.text.slice(this.at, this.end);
  }
  isDone(): boolean {
    return this.at >= this.text.length;
  }
  isBlank(): boolean {
    return !this.isDone() && this.current().trim() === "";
  }
  /** Where the next line begins. */
  after(): number {
    const width = this.text.startsWith("\r\n", this.end) ? 2 : 1;
    return Math.min(this.text.length, this.end + width);
  }
  next(): void {
    this.at = this.after();
    this.end = this.endFrom(this.at);
  }
  /** Whether one of the coming lines, up to the next blank one, looks so. */
  aheadMatches(pattern: RegExp): boolean {
    const ahead = new Lines(this.text.slice(this.after(), this.after() + 16_384));
    for (let i = 0; i < LOOK_AHEAD_LINES && !ahead.isDone() && !ahead.isBlank(); i++, ahead.next()) if (pattern.test(ahead.current())) return true;
    return false;
  }
  private endFrom(start: number): number {
    const found = /[\r\n]/g;
    found.lastIndex = start;
    return found.exec(this.text)?.index ?? this.text.length;
  }
}

/** The first field of a name; undefined when there is none. */
export function fieldOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}

/** All fields of these names, from the top. */
export function fieldsOf(fields: readonly Field[], ...names: string[]): string[] {
  return fields.filter((field) => names.includes(field.name)).map(({ value }) => value);
}
