import type { InboundAttachment } from "@/server/channels/contract";
import type { Part } from "../mime/tree";
import { attachmentOf } from "./attachments";
import { findZone, toUtc } from "./calendar-time";
import { textOf } from "./read-content";

/** What a card shows of an event. Instants are ISO 8601: UTC where the zone is known, else the local time beside `timeZone`; a day alone for whole days. */
export interface Invite {
  method: string;
  uid: string | null;
  summary: string | null;
  start: string | null;
  end: string | null;
  timeZone: string | null;
  location: string | null;
  organizer: string | null;
  isRecurring: boolean;
}

/** RFC 5546: everything but the publication of a calendar asks or answers somebody. */
const INVITING = new Set(["REQUEST", "CANCEL", "REPLY", "COUNTER", "DECLINECOUNTER", "ADD", "REFRESH", "PUBLISH"]);
const MAX_LINES = 5_000;

interface Line {
  name: string;
  params: Record<string, string>;
  value: string;
}

/**
 * Each event of a mail once, as one attachment with its facts: calendar programs send it as a version of the text and as a file. The
 * file is what is kept of the two.
 */
export function inviteAttachments(calendars: Part[], firstNumber: number): InboundAttachment[] {
  const cards = new Map<string, InboundAttachment>();
  for (const [i, part] of calendars.entries()) {
    const invite = readInvite(textOf({ ...part, type: "text/calendar" }), part.params.method ?? null);
    const attachment = { ...attachmentOf(part, firstNumber + i), mimeType: "text/calendar" };
    const hasName = Boolean(part.disposition.params.filename ?? part.params.name);
    const named = hasName ? attachment : { ...attachment, name: "invite.ics" };
    const key = invite?.uid ?? part.path;
    if (!cards.has(key) || hasName) cards.set(key, invite ? { ...named, data: { invite } } : named);
  }
  return [...cards.values()];
}

/** The first event of a calendar; null where there is none. RFC 5545 */
export function readInvite(text: string, methodParam: string | null): Invite | null {
  const lines = unfold(text);
  const begin = lines.findIndex(({ name, value }) => name === "BEGIN" && /^(VEVENT|VTODO)$/i.test(value));
  if (begin === -1) return null;
  const end = lines.findIndex(({ name, value }, i) => i > begin && name === "END" && /^(VEVENT|VTODO)$/i.test(value));
  const event = lines.slice(begin, end === -1 ? undefined : end);
  const fieldIn = (name: string) => plainValue(event.find((line) => line.name === name)?.value ?? "") || null;
  const method = (lines.find(({ name }) => name === "METHOD")?.value ?? methodParam ?? "").trim().toUpperCase();
  const start = timeOf(event, "DTSTART", lines);
  return {
    method: INVITING.has(method) ? method : "PUBLISH",
    uid: fieldIn("UID"),
    summary: fieldIn("SUMMARY"),
    start: start?.at ?? null,
    end: (timeOf(event, "DTEND", lines) ?? timeOf(event, "DUE", lines))?.at ?? null,
    timeZone: start?.timeZone ?? null,
    location: fieldIn("LOCATION"),
    organizer: /mailto:([^\s;,]+)/i.exec(fieldIn("ORGANIZER") ?? "")?.[1] ?? null,
    isRecurring: event.some(({ name }) => name === "RRULE"),
  };
}

/** An invitation without words of its own says what it is about. */
export function describeInvite({ summary, start, end, location }: Invite): string {
  const when = [start, end].filter(Boolean).join(" – ");
  return [summary, when, location].filter(Boolean).join("\n");
}

function unfold(text: string): Line[] {
  return text
    .slice(0, 1_000_000)
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/, MAX_LINES)
    .flatMap(readLine);
}

function readLine(line: string): Line[] {
  const [, name, rest = "", value] = /^([A-Za-z0-9-]+)((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(.*)$/s.exec(line.slice(0, 8_192)) ?? [];
  if (!name || value === undefined) return [];
  const params = [...rest.matchAll(/;([^=;]+)=("[^"]*"|[^;]*)/g)].map(([, key = "", text = ""]) => [key.toUpperCase(), text.replaceAll('"', "")]);
  return [{ name: name.toUpperCase(), params: Object.fromEntries(params), value }];
}

function plainValue(value: string): string {
  return value
    .replace(/\\n/gi, "\n")
    .replace(/\\([\\;,])/g, "$1")
    .trim()
    .slice(0, 1_000);
}

function timeOf(event: Line[], name: string, calendar: Line[]): { at: string; timeZone: string | null } | null {
  const line = event.find((candidate) => candidate.name === name);
  const [, year, month, day, hour, minute, second, zulu] = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?/.exec(line?.value.trim() ?? "") ?? [];
  if (!year) return null;
  if (hour === undefined) return { at: `${year}-${month}-${day}`, timeZone: null };
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}`;
  if (zulu) return { at: `${local}Z`, timeZone: null };
  const id = line?.params.TZID ?? calendar.find((candidate) => candidate.name === "X-WR-TIMEZONE")?.value ?? null;
  const zone = id === null ? null : findZone(id);
  return { at: zone ? toUtc(local, zone) : local, timeZone: id };
}
