import { publicUrl } from "@/lib/env";
import type { Locale } from "@/lib/locales";
import { issueInvitationToken } from "@/server/agents/invite-token";
import { issueEmailToken } from "@/server/auth/email-tokens";
import { outsideTenants } from "@/server/db/in-tenant";
import type { Sql } from "@/server/db/scope";
import type { JobContext } from "@/server/jobs/define-job";
import { type MailText, renderMail } from "./render-mail";
import type { MailPayload } from "./send-mail.job";

export interface Mail extends MailText {
  to: string;
}

type UserMail = Extract<MailPayload, { userId: string }>;
type InvitationMail = Extract<MailPayload, { invitationId: string }>;

/** The finished mail, with its link's secret made now; null when there is nobody to write to any more. */
export function composeMail(payload: MailPayload, context: Pick<JobContext, "inTenant">): Promise<Mail | null> {
  return payload.kind === "invitation" ? composeInvitation(payload, context) : outsideTenants((sql) => composeUserMail(sql, payload));
}

async function composeUserMail(sql: Sql, { kind, userId }: UserMail): Promise<Mail | null> {
  const { rows } = await sql.query<{ email: string; name: string; locale: Locale }>("select email, name, locale from users where id = $1", [userId]);
  const user = rows[0];
  if (!user) return null;
  const link = `${publicUrl()}${await userLink(sql, kind, userId)}`;
  return { to: user.email, ...renderMail({ kind, locale: user.locale, link, values: { name: user.name, email: user.email } }) };
}

async function userLink(sql: Sql, kind: UserMail["kind"], userId: string): Promise<string> {
  if (kind === "verify-email") return `/verify-email?token=${await issueEmailToken(sql, userId, "verify")}`;
  if (kind === "reset-password") return `/reset-password?token=${await issueEmailToken(sql, userId, "reset")}`;
  return kind === "address-taken" ? "/sign-in" : "/forgot-password";
}

async function composeInvitation({ invitationId }: InvitationMail, context: Pick<JobContext, "inTenant">): Promise<Mail | null> {
  const invitation = await context.inTenant((scope) => issueInvitationToken(scope, invitationId));
  if (!invitation) return null;
  const { token, email, locale, inviterName, tenantName } = invitation;
  return {
    to: email,
    ...renderMail({ kind: "invitation", locale, link: `${publicUrl()}/invite/${token}`, values: { inviter: inviterName, tenant: tenantName } }),
  };
}
