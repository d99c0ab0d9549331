import type { Locale } from "@/lib/locales";
import { hashToken, newToken } from "@/server/auth/tokens";
import type { Scope } from "@/server/db/scope";

interface InvitationLink {
  token: string;
  email: string;
  locale: Locale;
  inviterName: string;
  tenantName: string;
}

/**
 * A fresh secret for an invitation's mail; one sent before stops working. Null when it was revoked, accepted or has expired.
 * The language is the invited person's own if they are known, else the workspace's.
 */
export async function issueInvitationToken(scope: Scope, invitationId: string): Promise<InvitationLink | null> {
  const token = newToken();
  const { rows } = await scope.sql.query<Omit<InvitationLink, "token">>(
    `update invitations i set token_hash = $3
       from agents a, tenants t
      where i.tenant_id = $1 and i.id = $2 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $4
        and a.tenant_id = i.tenant_id and a.id = i.invited_by and t.id = i.tenant_id
      returning i.email, a.name as "inviterName", t.name as "tenantName",
                coalesce((select u.locale from users u where u.email = i.email), t.locale) as locale`,
    [scope.tenantId, invitationId, hashToken(token), scope.now],
  );
  return rows[0] ? { token, ...rows[0] } : null;
}
