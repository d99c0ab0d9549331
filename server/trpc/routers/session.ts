import * as z from "zod";
import { changePasswordInput, forgotPasswordInput, joinInput, profileInput, resetPasswordInput, signUpInput } from "@/lib/schemas/people";
import type { Permission } from "@/server/access/roles";
import { may, PERMISSIONS } from "@/server/access/roles";
import { acceptAsNewUser } from "@/server/agents/accept-as-new-user";
import { acceptInvitation } from "@/server/agents/accept-invitation";
import { viewInvitation } from "@/server/agents/invite-view";
import { changePassword } from "@/server/auth/change-password";
import { listSessions } from "@/server/auth/list-sessions";
import { rememberTenant } from "@/server/auth/remember-tenant";
import { requestPasswordReset } from "@/server/auth/request-password-reset";
import { resetPassword } from "@/server/auth/reset-password";
import { revokeOtherSessions, revokeSession } from "@/server/auth/revoke-sessions";
import { seatActor } from "@/server/auth/seat-actor";
import { signUp } from "@/server/auth/sign-up";
import { updateProfile } from "@/server/auth/update-profile";
import { resendVerification, verifyEmail } from "@/server/auth/verify-email";
import { publicProcedure, router, userProcedure } from "../trpc";

const linkInput = z.object({ token: z.string().max(200) });

/** One's own account: getting in, getting out, and what belongs to the person rather than a workspace. */
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

  /** Called by a workspace that somebody really opened: pages are also rendered ahead of a click, and those must not count. */
  remember: userProcedure.mutation(async ({ ctx }) => {
    const seat = (await ctx.listSeats(ctx.session.user.id)).find(({ slug }) => slug === ctx.tenantSlug);
    if (seat) await rememberTenant(ctx.session.user.id, seat.tenantId);
  }),

  signUp: publicProcedure.input(signUpInput).mutation(({ ctx, input }) => signUp(input, ctx.client, new Date())),
  forgotPassword: publicProcedure.input(forgotPasswordInput).mutation(({ ctx, input }) => requestPasswordReset(input.email, ctx.client, new Date())),
  resetPassword: publicProcedure.input(resetPasswordInput).mutation(({ input }) => resetPassword(input.token, input.password)),
  verifyEmail: publicProcedure.input(linkInput).mutation(({ input }) => verifyEmail(input.token, new Date())),
  resendVerification: userProcedure.mutation(({ ctx }) => resendVerification(ctx.session.user, new Date())),

  invitation: publicProcedure.input(linkInput).query(({ input }) => viewInvitation(input.token, new Date())),
  join: publicProcedure.input(joinInput).mutation(({ input }) => acceptAsNewUser(input, new Date())),
  acceptInvitation: userProcedure.input(linkInput).mutation(({ ctx, input }) => acceptInvitation(input.token, ctx.session.user, new Date())),

  updateProfile: userProcedure.input(profileInput).mutation(async ({ ctx, input }) => {
    const { id } = ctx.session.user;
    await updateProfile(id, await ctx.listSeats(id), input);
  }),
  changePassword: userProcedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(ctx.session, input, { client: ctx.client, now: new Date() })),
  list: userProcedure.query(({ ctx }) => listSessions(ctx.session.user.id)),
  revoke: userProcedure.input(z.object({ id: z.string() })).mutation(({ ctx, input }) => revokeSession(ctx.session.user.id, input.id)),
  revokeOthers: userProcedure.mutation(({ ctx }) => revokeOtherSessions(ctx.session)),
});
