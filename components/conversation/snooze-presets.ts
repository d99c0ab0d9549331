export type SnoozePreset = "snoozeLaterToday" | "snoozeTomorrow" | "snoozeNextWeek" | "snoozeNextMonth";

const MORNING_HOUR = 9;
const LATER_HOURS = 3;
/** Nobody wants to be reminded at night: after this hour "later today" is not offered. */
const EVENING_HOUR = 20;

/** Where a snooze may end, in the clock of this machine: three hours on, and mornings at nine. */
export function snoozePresets(now: Date): { preset: SnoozePreset; until: Date }[] {
  const morning = (change: (day: Date) => void) => {
    const day = new Date(now);
    change(day);
    day.setHours(MORNING_HOUR, 0, 0, 0);
    return day;
  };
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const later = new Date(now.getTime() + LATER_HOURS * 3_600_000);
  const isLaterToday = later.getDate() === now.getDate() && later.getHours() < EVENING_HOUR;
  const mornings: { preset: SnoozePreset; until: Date }[] = [
    { preset: "snoozeTomorrow", until: morning((day) => day.setDate(day.getDate() + 1)) },
    { preset: "snoozeNextWeek", until: morning((day) => day.setDate(day.getDate() + daysToMonday)) },
    { preset: "snoozeNextMonth", until: morning((day) => day.setMonth(day.getMonth() + 1, 1)) },
  ];
  return isLaterToday ? [{ preset: "snoozeLaterToday", until: later }, ...mornings] : mornings;
}

/** The value of a datetime-local input for an instant, in this machine's zone. */
export function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
