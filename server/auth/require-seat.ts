import { notFound } from "next/navigation";
import { cache } from "react";
import type { Session } from "./find-session";
import { listSeats, type Seat } from "./list-seats";
import { requireSession } from "./page-session";
import { rememberTenant } from "./remember-tenant";

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
  await rememberTenant(session.user.id, seat.tenantId);
  return { session, seat, seats };
});
