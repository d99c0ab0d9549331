import type { Permission } from "@/server/access/roles";
import { may, PERMISSIONS } from "@/server/access/roles";
import { seatActor } from "@/server/auth/seat-actor";
import { router, userProcedure } from "../trpc";

export const sessionRouter = router({
  /** Who is signed in, their workspaces, and what they may do in the one they look at (null when they have no seat there). */
  me: userProcedure.query(async ({ ctx }) => {
    const { user, sessionId } = ctx.session;
    const seats = await ctx.listSeats(user.id);
    const seat = seats.find((candidate) => candidate.slug === ctx.tenantSlug) ?? null;
    const actor = seat && seatActor(seat, user.id);
    const permissions = actor ? (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => may(actor, permission)) : [];
    return { sessionId, user, seat, seats, permissions };
  }),
});
