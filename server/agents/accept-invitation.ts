import { AppError, notFound } from "@/lib/errors";
import { SYSTEM } from "@/server/access/actor";
import type { Role } from "@/server/access/roles";
import type { SessionUser } from "@/server/auth/find-session";
import { hashToken, isToken } from "@/server/auth/tokens";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";

export interface PendingInvitation {
  tenantId: string;
  id: string;
  tenantName: string;
  slug: string;
  /** In its normal form. */
  email: string;
  role: Role;
}

/** The invitation behind a link. Throws not-found when it never was, was taken back, accepted or replaced, and `invalid` (reason "expired") after its seven days. */
export async function accessInvitation(token: string, now: Date): Promise<PendingInvitation> {
  if (!isToken(token)) throw notFound("invitation");
  const { rows } = await outsideTenants((sql) =>
    sql.query<PendingInvitation & { expiresAt: Date; isOver: boolean }>(
      `select tenant_id as "tenantId", id, tenant_name as "tenantName", slug, email, role, expires_at as "expiresAt",
              accepted_at is not null or revoked_at is not null as "isOver" from lookup.invitation($1)`,
      [hashToken(token)],
    ),
  );
  const found = rows[0];
  if (!found || found.isOver) throw notFound("invitation");
  const { expiresAt, isOver: _, ...invitation } = found;
  if (expiresAt <= now)
    throw new AppError("invalid", "invitation expired", { reason: "expired", publicMessage: "This invitation has expired. Ask for a new one." });
  return invitation;
}

/**
 * Gives a signed-in person the seat they were invited to. Throws forbidden (reason "other-address") when the invitation was
 * written to another address: a forwarded link opens nothing. Whoever holds the link reads that mailbox, so the address counts as verified.
 */
export async function acceptInvitation(token: string, user: Pick<SessionUser, "id" | "email" | "name">, now: Date): Promise<{ slug: string }> {
  const invitation = await accessInvitation(token, now);
  if (invitation.email !== user.email) {
    throw new AppError("forbidden", "invitation to another address", {
      reason: "other-address",
      publicMessage: "This invitation is for another e-mail address. Sign in with that one.",
    });
  }
  return inTenant(invitation.tenantId, SYSTEM, (scope) => takeSeat(scope, { invitation, user, tokenHash: hashToken(token) }), { now });
}

interface Acceptance {
  invitation: PendingInvitation;
  user: Pick<SessionUser, "id" | "name">;
  tokenHash: string;
}

/** In the tenant: uses the invitation up and seats the person, a deactivated one anew. An active seat keeps its role. */
export async function takeSeat(scope: Scope, { invitation, user, tokenHash }: Acceptance): Promise<{ slug: string }> {
  const used = await scope.sql.query(
    `update invitations set accepted_at = $4
      where tenant_id = $1 and id = $2 and token_hash = $3 and accepted_at is null and revoked_at is null and expires_at > $4`,
    [scope.tenantId, invitation.id, tokenHash, scope.now],
  );
  if (used.rowCount === 0) throw notFound("invitation");
  const { rows } = await scope.sql.query<{ id: string }>(
    `insert into agents (tenant_id, id, user_id, role, name, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, user_id) do update set role = excluded.role, deactivated_at = null where agents.deactivated_at is not null
     returning id`,
    [scope.tenantId, newId(), user.id, invitation.role, user.name, scope.now],
  );
  await scope.sql.query("update users set email_verified_at = coalesce(email_verified_at, $2), last_tenant_id = $3 where id = $1", [
    user.id,
    scope.now,
    scope.tenantId,
  ]);
  if (rows[0]) recordEvent(scope, { type: "agent.updated", data: { agentId: rows[0].id } });
  return { slug: invitation.slug };
}
