/** English with day before month and 24 hours, as the whole product writes times. */
const FORMAT_LOCALES: Record<string, string> = { en: "en-GB" };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(FORMAT_LOCALES[locale] ?? locale, { hourCycle: "h23", ...options });
  formats.set(key, made);
  return made;
}

export interface DateContext {
  locale: string;
  /** IANA zone; the browser's when absent. */
  timeZone?: string;
  now: Date;
}

/** "10:31". */
export function clock(at: Date, { locale, timeZone }: Omit<DateContext, "now">): string {
  return format(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
}

/** Days from `at` to `now` on the calendar of the zone: 0 today, 1 yesterday, negative in the future. */
export function calendarDaysAgo(at: Date, { timeZone, now }: Omit<DateContext, "locale">): number {
  return dayNumber(now, timeZone) - dayNumber(at, timeZone);
}

function dayNumber(at: Date, timeZone: string | undefined): number {
  const parts = format("en", { year: "numeric", month: "numeric", day: "numeric", timeZone }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return Math.round(Date.UTC(part("year"), part("month") - 1, part("day")) / DAY_MS);
}

/** Today 10:31 · less than a week away, before or ahead, Mon 10:31 · this year 14 Mar · 14 Mar 2024 (Chinese in its own order). */
export function shortTime(at: Date, context: DateContext): string {
  const { locale, timeZone } = context;
  const days = calendarDaysAgo(at, context);
  if (days === 0) return clock(at, context);
  if (Math.abs(days) < 7) return `${format(locale, { weekday: "short", timeZone }).format(at)} ${clock(at, context)}`;
  return shortDate(at, context);
}

/** 14 Mar · 14 Mar 2024 where the year is not this one. */
export function shortDate(at: Date, { locale, timeZone, now }: DateContext): string {
  const year = format(locale, { year: "numeric", timeZone });
  const isThisYear = year.format(at) === year.format(now);
  return format(locale, { day: "numeric", month: "short", year: isThisYear ? undefined : "numeric", timeZone }).format(at);
}

/** "Monday 14 March", for the lines between days; the caller says "Today" and "Yesterday". */
export function longDate(at: Date, { locale, timeZone, now }: DateContext): string {
  const year = format(locale, { year: "numeric", timeZone });
  const isThisYear = year.format(at) === year.format(now);
  return format(locale, { weekday: "long", day: "numeric", month: "long", year: isThisYear ? undefined : "numeric", timeZone }).format(at);
}

/** The whole instant with its zone, for the hover. */
export function fullTime(at: Date, { locale, timeZone }: Omit<DateContext, "now">): string {
  return format(locale, { dateStyle: "full", timeStyle: "long", timeZone }).format(at);
}

/** How long ago (or ahead), in the one unit a list has room for: under an hour minutes, under a day hours, else days. Never negative. */
export function roughDuration(ms: number): { unit: "minutes" | "hours" | "days"; count: number } {
  const length = Math.max(0, ms);
  if (length < HOUR_MS) return { unit: "minutes", count: Math.floor(length / MINUTE_MS) };
  if (length < DAY_MS) return { unit: "hours", count: Math.floor(length / HOUR_MS) };
  return { unit: "days", count: Math.floor(length / DAY_MS) };
}

/** "10:35 Madrid": the place of a zone, without its continent. */
export function zoneCity(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}

/** Whether this machine knows the zone; contacts' zones come from outside. */
export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
