import { createHash } from "node:crypto";
import type { Pilot } from "@/lib/schemas/pilot";
import type { Fold } from "./fold";
import { partyOf } from "./open-window";
import { fitKey } from "./prepare-items";
import { type LaneItem, threadKeyOf } from "./world";

/** Why an item was settled without being taken: it waits until the pilot widens or ends. */
export const OUTSIDE_PILOT = "outside-pilot";

/**
 * Whether this is somebody whom the channel does not serve yet. Whoever is in a conversation there already goes on in it. What names
 * nobody (a receipt, a change of an earlier message) passes: it opens nothing.
 */
export function isOutsidePilot(fold: Fold, item: LaneItem): boolean {
  const pilot = fold.channels.get(item.channelId)?.pilot;
  const party = partyOf(item.event);
  if (!pilot || !party) return false;
  const conversation = fold.conversations.get(threadKeyOf(item.channelId, item.thread ?? fitKey(party.value)));
  if (conversation && conversation.status !== "resolved") return false;
  return !isInPilot(pilot, item.channelId, party.value);
}

/** A tester, or one of the share: the same person has the same place in every run, and stays in when the share grows. Pure. */
export function isInPilot({ share, testers }: Pilot, channelId: string, address: string): boolean {
  if (testers.some((tester) => tester.toLowerCase() === address.toLowerCase())) return true;
  return placeOf(channelId, address) < share;
}

/** 0 to below 100, spread evenly; another channel shuffles people anew. */
function placeOf(channelId: string, address: string): number {
  return (createHash("sha256").update(`${channelId} ${address}`).digest().readUInt32BE() / 2 ** 32) * 100;
}
