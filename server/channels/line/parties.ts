import type { Party } from "@/server/channels/contract";
import type { Source } from "./payload";

/**
 * A user id is the same for all channels of one provider and unlike any other provider's (openapi, Source): two equal ones are
 * one person, wherever they stand.
 */
export const SCOPE = "line";

const party = (value: string): Party => ({ scope: SCOPE, value, verified: true });

/** Where it was said: the group's or room's id, else the person's. Null where LINE names none. */
export function threadOf(source: Source | undefined): string | null {
  return source?.groupId ?? source?.roomId ?? source?.userId ?? null;
}

/** Who said it. In a group LINE leaves out people who have not agreed to be named: then it is the group that speaks. */
export function senderOf(source: Source | undefined): Party | null {
  const group = source?.groupId ?? source?.roomId;
  if (source?.userId) return { ...party(source.userId), ...(group ? { group } : {}) };
  return group ? party(group) : null;
}

/** The group whose conversation it is; null where it is the person's own. */
export function groupOf(source: Source | undefined): Party | null {
  const value = source?.groupId ?? source?.roomId;
  return value ? party(value) : null;
}

/** Ids begin with U for people, C for groups, R for rooms. */
export const isPerson = (value: string): boolean => value.startsWith("U");
export const isGroup = (value: string): boolean => value.startsWith("C");
