import { AppError, bug } from "@/lib/errors";
import type { INVITED_ROLES } from "@/lib/schemas/people";
import { assertMay } from "@/server/access/roles";
import { hashToken, newToken } from "@/server/auth/tokens";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { enqueueMail } from "@/server/notifications/enqueue-mail";

const VALID_DAYS = 7;

interface InviteInput {
  /** In its normal form. */
  email: string;
  role: (typeof INVITED_ROLES)[number];
}

/**
 * Invites an address with a role, by mail, for seven days. Inviting it again renews the one pending invitation: role, days and link.
 * Throws conflict when the address has an active seat here.
 */
export async function inviteAgent(scope: Scope, { email, role }: InviteInput): Promise<{ invitationId: string }> {
  assertMay(scope.actor, "agents.manage");
  if (scope.actor.type !== "agent") throw bug("only an agent invites");
  await assertNotSeated(scope, email);
  const { rows } = await scope.sql.query<{ id: string }>(
    `insert into invitations (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $7::timestamptz + make_interval(days => $8))
     on conflict (tenant_id, email) where accepted_at is null and revoked_at is null
     do update set role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by,
                   created_at = excluded.created_at, expires_at = excluded.expires_at
     returning id`,
    // The link's real secret is made when the mail is written; until then nobody knows one that fits.
    [scope.tenantId, newId(), email, role, hashToken(newToken()), scope.actor.id, scope.now, VALID_DAYS],
  );
  const invitationId = rows[0]?.id;
  if (!invitationId) throw bug("invitation neither made nor renewed");
  await enqueueMail(scope.sql, { kind: "invitation", invitationId });
  return { invitationId };
}

async function assertNotSeated(scope: Scope, email: string): Promise<void> {
  const { rowCount } = await scope.sql.query(
    `select from agents a join users u on u.id = a.user_id
      where a.tenant_id = $1 and u.email = $2 and a.deactivated_at is null`,
    [scope.tenantId, email],
  );
  if (rowCount === 0) return;
  throw new AppError("conflict", "already an agent", { reason: "already-here", publicMessage: "This person is in the workspace already." });
}
