/** Outlook's names of zones that business mails come from (CLDR, windowsZones.xml); any other is shown as it is written. */
const WINDOWS: Record<string, string> = {
  "China Standard Time": "Asia/Shanghai",
  "Taipei Standard Time": "Asia/Taipei",
  "Tokyo Standard Time": "Asia/Tokyo",
  "Korea Standard Time": "Asia/Seoul",
  "Singapore Standard Time": "Asia/Singapore",
  "India Standard Time": "Asia/Kolkata",
  "Arabian Standard Time": "Asia/Dubai",
  "Russian Standard Time": "Europe/Moscow",
  "W. Europe Standard Time": "Europe/Berlin",
  "Central Europe Standard Time": "Europe/Budapest",
  "Central European Standard Time": "Europe/Warsaw",
  "Romance Standard Time": "Europe/Paris",
  "FLE Standard Time": "Europe/Kiev",
  "GTB Standard Time": "Europe/Bucharest",
  "GMT Standard Time": "Europe/London",
  "Greenwich Standard Time": "Atlantic/Reykjavik",
  "Eastern Standard Time": "America/New_York",
  "Central Standard Time": "America/Chicago",
  "Mountain Standard Time": "America/Denver",
  "Pacific Standard Time": "America/Los_Angeles",
  "E. South America Standard Time": "America/Sao_Paulo",
  "AUS Eastern Standard Time": "Australia/Sydney",
  "New Zealand Standard Time": "Pacific/Auckland",
  "South Africa Standard Time": "Africa/Johannesburg",
};

/** The IANA zone that a calendar's TZID means; null for a name that nobody else knows. */
export function findZone(id: string): string | null {
  const name = WINDOWS[id.trim()] ?? id.trim().replace(/^\/.*\/(?=[A-Z][a-z]+\/[A-Z])/, "");
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** A local time of a zone ("2026-11-18T14:00:00") as an instant in UTC. */
export function toUtc(local: string, zone: string): string {
  const guess = Date.parse(`${local}Z`);
  if (!Number.isFinite(guess)) return local;
  // Twice, for the hours around a change of the clock.
  const once = guess - offsetMs(guess, zone);
  return new Date(guess - offsetMs(once, zone)).toISOString().replace(".000Z", "Z");
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1_000) * 1_000;
}
