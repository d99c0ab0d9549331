import type { Party } from "@/server/channels/contract";
import { contactSchema, type WireContact } from "./payload";

/*
 * Who somebody is on WhatsApp: a phone number (`wa_id`, digits only), or since 2026-03-31 a business-scoped user id ("US.1349...", the
 * same for all numbers of a business portfolio), or both. Of people with a user name the phone is left out. Both are values of one
 * scope: which is which shows in the value, and one person's ids stand together in what the platform sends.
 * Source: developers.facebook.com/docs/whatsapp/business-scoped-user-ids, as of 2026-03.
 */

/** Valid for every number of ours on WhatsApp. */
const SCOPE = "whatsapp";
const GROUP_PREFIX = "group:";

/** A number as people write it, or a user id. The country's code must be there: nobody knows which country is meant. */
export function addressOf(typed: string): { scope: string; value: string } | null {
  const text = typed.trim();
  if (/^[A-Z]{2}\.[0-9A-Za-z]{1,128}$/.test(text)) return { scope: SCOPE, value: text };
  const digits = text.replace(/^(\+|00)/, "").replace(/[\s().-]/g, "");
  return /^[1-9]\d{6,14}$/.test(digits) ? { scope: SCOPE, value: digits } : null;
}

/** The ids of one person, as far as an event tells them. */
export interface PersonIds {
  phone?: string;
  userId?: string;
  name?: string;
}

export const isPhone = (value: string): boolean => /^\d{5,20}$/.test(value);
export const isGroup = (value: string): boolean => value.startsWith(GROUP_PREFIX);

/** Sorts what stands in `from`, `wa_id`, `recipient_id` (either kind) and `user_id`, and adds what `contacts` knows of the same person. */
export function personOf(given: (string | undefined)[], contacts: unknown[]): PersonIds | null {
  const ids = given.filter((value) => value !== undefined && value !== "") as string[];
  const people = contacts.map((contact) => contactSchema.safeParse(contact)).flatMap(({ data }) => (data ? [data] : []));
  // By id, not by place: a batch names its people in any order. An event that names nobody is about the only one there is.
  const match = people.find((contact) => isSame(contact, ids)) ?? (ids.length === 0 && people.length === 1 ? people[0] : undefined);
  const all = [...ids, match?.wa_id, match?.user_id].filter((value) => value !== undefined) as string[];
  const phone = all.find(isPhone);
  const userId = all.find((value) => !isPhone(value));
  if (phone === undefined && userId === undefined) return null;
  return { phone, userId, name: match?.profile?.name?.trim() || match?.profile?.username };
}

function isSame({ wa_id, user_id }: WireContact, ids: string[]): boolean {
  return (wa_id !== undefined && ids.includes(wa_id)) || (user_id !== undefined && ids.includes(user_id));
}

/** The user id first: the phone may be missing from the next event of the same person. */
export function threadOf({ userId, phone }: PersonIds): string {
  return userId ?? (phone as string);
}

/** The person as one identity, with their other addresses: the number beside the user id, and its other spelling. */
export function partyOf(person: PersonIds): Party {
  const value = threadOf(person);
  const others = [...(person.phone ? [person.phone, ...otherSpellings(person.phone)] : [])].filter((other) => other !== value);
  return {
    scope: SCOPE,
    value,
    verified: true,
    ...(person.name ? { name: person.name } : {}),
    ...(person.phone ? { phone: `+${person.phone}` } : {}),
    // Also when there is none to tell: the next event of this person may name another one alone.
    also: others.map((other) => ({ scope: SCOPE, value: other })),
  };
}

/** Whose conversation a group's messages are. */
export function groupParty(groupId: string): Party {
  return { scope: SCOPE, value: `${GROUP_PREFIX}${groupId}`, name: "WhatsApp group", verified: true };
}

/**
 * The same line written another way: WhatsApp may know a Brazilian mobile without its ninth digit, a Mexican one with a 1 and an
 * Argentine one with a 9 after the country code, whatever was dialled. Source: the numbering plans (Anatel 2016, IFT 2019, ENACOM).
 */
export function otherSpellings(phone: string): string[] {
  const brazil = /^55(\d{2})(9?)(\d{8})$/.exec(phone);
  // Landlines begin with 2 to 5 and have no ninth digit.
  if (brazil && /^[6-9]/.test(brazil[3] as string)) return [brazil[2] ? `55${brazil[1]}${brazil[3]}` : `55${brazil[1]}9${brazil[3]}`];
  const mexico = /^52(1?)(\d{10})$/.exec(phone);
  if (mexico) return [mexico[1] ? `52${mexico[2]}` : `521${mexico[2]}`];
  const argentina = /^54(9?)(\d{10})$/.exec(phone);
  if (argentina) return [argentina[1] ? `54${argentina[2]}` : `549${argentina[2]}`];
  return [];
}
