import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/locales";
import type { Actor } from "@/server/access/actor";
import type { Role } from "@/server/access/roles";
import { acceptInvitation } from "@/server/agents/accept-invitation";
import { inviteAgent } from "@/server/agents/invite-agent";
import { issueInvitationToken } from "@/server/agents/invite-token";
import { findOrCreateUser } from "@/server/auth/find-or-create-user";
import { listSeats } from "@/server/auth/list-seats";
import { seatActor } from "@/server/auth/seat-actor";
import { inTenant } from "@/server/db/in-tenant";

export type AgentActor = Extract<Actor, { type: "agent" }>;

export interface SeedPerson {
  email: string;
  name: string;
  role: Exclude<Role, "owner">;
  locale: Locale;
  password: string;
}

/** Invites a colleague and lets them accept, as people do; the mail is not waited for. */
export async function seatColleague(owner: AgentActor, tenantId: string, person: SeedPerson): Promise<AgentActor> {
  const { userId } = await findOrCreateUser({ ...person, isEmailVerified: true });
  const { invitationId } = await inTenant(tenantId, owner, (scope) => inviteAgent(scope, { email: person.email, role: person.role }));
  await accept(tenantId, owner, { invitationId, user: { id: userId, email: person.email, name: person.name } });
  return seatIn(tenantId, userId);
}

const TRIES = 5;

interface Acceptance {
  invitationId: string;
  user: { id: string; email: string; name: string };
}

/** With a link of our own. The mail that a worker writes meanwhile has a newer one, which ends ours: then once more. */
async function accept(tenantId: string, owner: AgentActor, { invitationId, user }: Acceptance): Promise<void> {
  for (let tries = 1; ; tries++) {
    const issued = await inTenant(tenantId, owner, (scope) => issueInvitationToken(scope, invitationId));
    try {
      await acceptInvitation(issued?.token ?? "", user, new Date());
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof AppError) || error.code !== "not-found") throw error;
    }
  }
}

/** The actor that a user is in a tenant. Throws when they have no seat there. */
export async function seatIn(tenantId: string, userId: string): Promise<AgentActor> {
  const seat = (await listSeats(userId)).find((s) => s.tenantId === tenantId);
  if (!seat) throw new Error("no seat in this tenant");
  return seatActor(seat, userId);
}
