/** What the log says of an error: enough to find the line of code, nothing of what a customer wrote. */
export interface DescribedError {
  type: string;
  message?: string;
  /** SQLSTATE, ECONNREFUSED, P2002, our own `code`. */
  code?: string;
  reason?: string;
  constraint?: string;
  table?: string;
  stack?: string[];
  cause?: DescribedError;
}

const MAX_DEPTH = 4;
const MAX_FRAMES = 12;
const MAX_MESSAGE = 300;

/*
 * Whose messages hold what they were given: JSON.parse quotes the text, zod the values, Prisma the arguments, platforms their
 * customer's number. Their class, code and stack must do.
 */
const TELLING = /^(SyntaxError|URIError|ZodError|\$ZodError|SendError|Prisma.*)$/;

/** An error as the log may hold it. Properties are left out but for codes and names of constraints; `detail` of PostgreSQL quotes rows. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: error === null ? "null" : typeof error };
  const { code, reason, constraint, table, cause } = error as Error & Record<"code" | "reason" | "constraint" | "table", unknown>;
  const word = (value: unknown) => (typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : undefined);
  return {
    type: error.name,
    message: TELLING.test(error.name) ? undefined : scrub(error.message),
    code: word(code),
    reason: word(reason),
    constraint: word(constraint),
    table: word(table),
    stack: framesOf(error),
    cause: cause !== undefined && depth < MAX_DEPTH ? describeError(cause, depth + 1) : undefined,
  };
}

/** A stack without its first lines, which repeat the message. */
function framesOf({ stack }: Error): string[] {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, MAX_FRAMES).map((line) => line.trim());
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const IS_UUID = new RegExp(`^${UUID}$`, "i");
// Where a connection went, which is what one wants to know of it; a caller's own address stands in no message.
const IPV4 = "\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d+)?\\b";
const IS_IPV4 = new RegExp(`^${IPV4}$`);
const RULES: [RegExp, (found: string) => string][] = [
  // The path of a Telegram call holds the bot's token, the query of others theirs.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]+/gi, (url) => (URL.canParse(url) ? `${new URL(url).protocol}//${new URL(url).host}/…` : "<url>")],
  [/\b(bearer|basic|token|key|secret|password)(["']?\s*[=:]\s*|\s+)["']?[^\s"',;]{6,}/gi, () => "<secret>"],
  [/[^\s"'<>@,;:]+@[^\s"'<>@,;:]+/g, () => "<address>"],
  // Names of tables and constraints are short and quoted too.
  [/"[^"]*("|$)/g, (quoted) => (/^"[a-z_][a-z0-9_.]*_[a-z0-9_]*"$/.test(quoted) ? quoted : '"…"')],
  [new RegExp(`${UUID}|[A-Za-z0-9_+=:-]{20,}`, "gi"), (word) => (IS_UUID.test(word) || !/\d/.test(word) ? word : "<secret>")],
  [new RegExp(`${UUID}|${IPV4}|\\+?\\d[\\d ().-]{6,}\\d`, "gi"), (number) => (IS_UUID.test(number) || IS_IPV4.test(number) ? number : "<number>")],
];

/** A message without what may be somebody's: addresses, numbers, quoted text, tokens, paths of URLs. */
export function scrub(message: string): string {
  return RULES.reduce((text, [pattern, replace]) => text.replace(pattern, replace), message.slice(0, 2_000)).slice(0, MAX_MESSAGE);
}
