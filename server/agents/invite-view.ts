import type { Role } from "@/server/access/roles";
import { outsideTenants } from "@/server/db/in-tenant";
import { accessInvitation } from "./accept-invitation";

export interface InvitationForGuest {
  tenantName: string;
  email: string;
  role: Role;
  /** Whether to sign in or to make an account; said only to who holds the link, which went to that address. */
  hasAccount: boolean;
}

/** What the page behind an invitation's link shows. Throws as accessInvitation. */
export async function viewInvitation(token: string, now: Date): Promise<InvitationForGuest> {
  const { tenantName, email, role } = await accessInvitation(token, now);
  const { rowCount } = await outsideTenants((sql) => sql.query("select from users where email = $1", [email]));
  return { tenantName, email, role, hasAccount: rowCount === 1 };
}
