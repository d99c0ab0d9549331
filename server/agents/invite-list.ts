import { notFound } from "@/lib/errors";
import type { Role } from "@/server/access/roles";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
}

/** Invitations that nobody has accepted or taken back, the newest first; expired ones too, to be renewed. */
export async function listInvitations(scope: Scope): Promise<InvitationView[]> {
  const { rows } = await scope.sql.query<InvitationView>(
    `select i.id, i.email, i.role, a.name as "invitedBy", i.created_at as "createdAt", i.expires_at as "expiresAt", i.expires_at <= $2 as "isExpired"
       from invitations i join agents a on a.tenant_id = i.tenant_id and a.id = i.invited_by
      where i.tenant_id = $1 and i.accepted_at is null and i.revoked_at is null order by i.created_at desc`,
    [scope.tenantId, scope.now],
  );
  return rows;
}

/** Takes an invitation back: its link stops working at once. Throws not-found when there is none pending of this id. */
export async function revokeInvitation(scope: Scope, invitationId: string): Promise<void> {
  if (!isId(invitationId)) throw notFound("invitation");
  const { rowCount } = await scope.sql.query(
    "update invitations set revoked_at = $3 where tenant_id = $1 and id = $2 and accepted_at is null and revoked_at is null",
    [scope.tenantId, invitationId, scope.now],
  );
  if (rowCount === 0) throw notFound("invitation");
}
