import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/components/auth/auth-card";
import { GoogleButton } from "@/components/auth/google-button";
import { SignUpForm } from "@/components/auth/sign-up-form";
import { hasGoogle } from "@/server/auth/auth-options";
import { pageSession } from "@/server/auth/page-session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signUpTitle") };
}

/** A person and their workspace. Who is signed in already makes another workspace instead. */
export default async function SignUpPage() {
  if (await pageSession()) redirect("/new-workspace");
  const t = await getTranslations("auth");
  const foot = (
    <>
      {t("haveAccount")}
      <Link href="/sign-in" className="text-accent-ink hover:underline">
        {t("signInAction")}
      </Link>
    </>
  );
  return (
    <AuthCard title={t("signUpTitle")} lead={t("signUpLead")} foot={foot}>
      <div className="flex flex-col gap-4">
        <SignUpForm />
        {hasGoogle() ? <GoogleButton next="/w" /> : null}
      </div>
    </AuthCard>
  );
}
