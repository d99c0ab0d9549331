import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmailState } from "@/components/people/email-state";
import { PasswordForm } from "@/components/people/password-form";
import { ProfileForm } from "@/components/people/profile-form";
import { SettingsHeader } from "@/components/people/settings-header";
import { requireSeat } from "@/server/auth/require-seat";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("profileTitle") };
}

/** Settings, profile: oneself, in every workspace. */
export default async function ProfileSettings({ params }: { params: Promise<{ tenant: string }> }) {
  const [{ session }, t] = await Promise.all([requireSeat((await params).tenant), getTranslations("people")]);
  const { name, locale, theme, email, emailVerifiedAt } = session.user;
  return (
    <>
      <SettingsHeader title={t("profileTitle")} lead={t("profileLead")} />
      <EmailState email={email} isVerified={emailVerifiedAt !== null} />
      <ProfileForm profile={{ name, locale, theme }} />
      <PasswordForm />
    </>
  );
}
