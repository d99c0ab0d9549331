const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DATE = /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap]m)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,5})?/i;
/** RFC 5322, 4.3: the only names that mean something for sure; any other counts as UTC. */
const ZONES: Record<string, number> = { est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420 };

const DAY_MS = 86_400_000;
const MAX_AGE_MS = 30 * DAY_MS;
const MAX_AHEAD_MS = DAY_MS;

/**
 * When the mail was written: its Date, as long as that lies within 30 days before and one day after it was received (clocks are wrong,
 * and dates are chosen to stand on top of a list); else when it was received. ISO 8601, or null where neither says.
 */
export function readInstant(date: string | undefined, receivedAt: string | undefined): string | null {
  const written = parseDate(date ?? "");
  const received = Date.parse(receivedAt ?? "");
  if (!Number.isFinite(received)) return written === null ? null : new Date(written).toISOString();
  const isPlausible = written !== null && written >= received - MAX_AGE_MS && written <= received + MAX_AHEAD_MS;
  return new Date(isPlausible ? written : received).toISOString();
}

/** RFC 5322's date in the ways it is written; milliseconds, or null. Never by this machine's time zone. */
function parseDate(text: string): number | null {
  const [, day, month = "", year, hour, minute, second = "0", half = "", zone = ""] = DATE.exec(text.slice(0, 200).replace(/\([^()]*\)/g, " ")) ?? [];
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  if (monthIndex === -1) return parseIso(text.trim());
  const hours = (Number(hour) % (half ? 12 : 24)) + (half.toLowerCase() === "pm" ? 12 : 0);
  const ms = Date.UTC(fullYear(Number(year)), monthIndex, Number(day), hours, Number(minute), Number(second)) - offsetMinutes(zone) * 60_000;
  return isSane(ms) ? ms : null;
}

function parseIso(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/.exec(text);
  const ms = found ? Date.parse(`${found[1]}T${found[2]}${(found[3] ?? "Z").replace(/(\d{2})(\d{2})$/, "$1:$2")}`) : Number.NaN;
  return isSane(ms) ? ms : null;
}

/** RFC 5322, 4.3: two digits up to 49 are of this century, three count from 1900. */
function fullYear(year: number): number {
  if (year >= 1_000) return year;
  return year < 50 ? year + 2_000 : year + 1_900;
}

function offsetMinutes(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (!sign) return ZONES[zone.toLowerCase()] ?? 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function isSane(ms: number): boolean {
  return Number.isFinite(ms) && ms > 0 && ms < Date.UTC(2200, 0, 1);
}
