import { notFound } from "next/navigation";
import { cache } from "react";
import { may, type Permission } from "@/server/access/roles";
import type { Session } from "./find-session";
import { listSeats, type Seat } from "./list-seats";
import { requireSession } from "./page-session";
import { seatActor } from "./seat-actor";

export interface PageSeat {
  session: Session;
  seat: Seat;
  /** All workspaces of this person, for the switcher. */
  seats: Seat[];
}

/**
 * For server components below /w/<slug>: the visitor's seat there. A stranger is sent to sign in; a workspace of others and
 * one that does not exist are the same missing page. One look-up a request.
 */
export const requireSeat = cache(async (slug: string): Promise<PageSeat> => {
  const session = await requireSession(`/w/${slug}`);
  const seats = await listSeats(session.user.id);
  const seat = seats.find((candidate) => candidate.slug === slug);
  if (!seat) notFound();
  return { session, seat, seats };
});

/** Whether the visitor's role in this workspace allows it; for pages, beside the check that the procedures make. */
export async function seatMay(slug: string, permission: Permission): Promise<boolean> {
  const { seat, session } = await requireSeat(slug);
  return may(seatActor(seat, session.user.id), permission);
}
