import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AcceptButton } from "@/components/auth/accept-button";
import { AuthCard } from "@/components/auth/auth-card";
import { BackToSignIn } from "@/components/auth/back-to-sign-in";
import { JoinForm } from "@/components/auth/join-form";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { Button } from "@/components/ui/button";
import { findPageInvitation } from "@/server/auth/page-invitation";
import { pageSession } from "@/server/auth/page-session";

interface InvitePageProps {
  params: Promise<{ token: string }>;
}

export const metadata: Metadata = { referrer: "no-referrer" };

/** An invitation's link: join as who is signed in, sign in first, or make an account. Opening it changes nothing. */
export default async function InvitePage({ params }: InvitePageProps) {
  const { token } = await params;
  const [t, session, found] = await Promise.all([getTranslations("auth"), pageSession(), findPageInvitation(token)]);
  if (found.kind === "over") return <AuthCard title={t("inviteOverTitle")} lead={t(`errors.${found.why}`)} foot={<BackToSignIn />} />;
  const { tenantName, email, role, hasAccount } = found.invitation;
  const here = `/invite/${token}`;
  const signIn = `/sign-in?next=${encodeURIComponent(here)}&email=${encodeURIComponent(email)}`;
  return (
    <AuthCard title={t("inviteTitle", { tenant: tenantName })} lead={t("inviteLead", { role: t(`roles.${role}`), email })}>
      {session?.user.email === email ? <AcceptButton token={token} /> : null}
      {session && session.user.email !== email ? (
        <div className="flex flex-col gap-4">
          <p className="text-ink-2 text-sm">{t("inviteOther", { email: session.user.email, invited: email })}</p>
          <SignOutButton next={hasAccount ? signIn : here} label={t("switchAccount")} />
        </div>
      ) : null}
      {!session && !hasAccount ? <JoinForm token={token} email={email} /> : null}
      {!session && hasAccount ? (
        <div className="flex flex-col gap-4">
          <p className="text-ink-2 text-sm">{t("inviteSignIn")}</p>
          <Button variant="main" size="lg" asChild>
            <Link href={signIn}>{t("signInAction")}</Link>
          </Button>
        </div>
      ) : null}
    </AuthCard>
  );
}
