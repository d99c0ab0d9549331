import type { MailFrame } from "@/server/channels/contract";

type Quote = NonNullable<MailFrame["quote"]>;

/**
 * The line above a quotation, as Gmail writes it: other mail programs, and our own reading, know it and fold what follows.
 * An unknown time zone is UTC.
 */
export function attribution({ at, from }: Quote, { locale, timeZone }: Pick<MailFrame, "locale" | "timeZone">): string {
  const part = partsOf(new Date(at), locale, timeZone);
  const who = from.name ? `${from.name} <${from.address}>` : `<${from.address}>`;
  if (locale.startsWith("zh")) return `${who} 于${part.year}年${part.month}月${part.day}日${part.weekday} ${part.hour}:${part.minute}写道：`;
  return `On ${part.weekday}, ${part.month} ${part.day}, ${part.year} at ${part.hour}:${part.minute} ${part.dayPeriod} ${who} wrote:`;
}

function partsOf(at: Date, locale: string, timeZone: string): Record<string, string> {
  const isChinese = locale.startsWith("zh");
  const format = new Intl.DateTimeFormat(isChinese ? "zh-CN" : "en-US", {
    timeZone: isTimeZone(timeZone) ? timeZone : "UTC",
    year: "numeric",
    month: isChinese ? "numeric" : "short",
    day: "numeric",
    weekday: "short",
    hour: isChinese ? "2-digit" : "numeric",
    minute: "2-digit",
    hourCycle: isChinese ? "h23" : "h12",
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
