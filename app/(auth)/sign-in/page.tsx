import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/components/auth/auth-card";
import { SignInForm } from "@/components/auth/sign-in-form";
import { ownPath } from "@/lib/own-path";
import { hasGoogle } from "@/server/auth/auth-options";
import { pageSession } from "@/server/auth/page-session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signInTitle") };
}

interface SignInPageProps {
  searchParams: Promise<{ next?: string; callbackUrl?: string; error?: string; email?: string }>;
}

/** Sign in, then on to where one wanted to go. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, error, email } = await searchParams;
  const target = ownPath(next, "/w");
  if (await pageSession()) redirect(target);
  const t = await getTranslations("auth");
  const foot = (
    <>
      {t("noAccount")}
      <Link href="/sign-up" className="text-accent-ink hover:underline">
        {t("createAccount")}
      </Link>
    </>
  );
  return (
    <AuthCard title={t("signInTitle")} foot={foot}>
      <SignInForm next={target} hasGoogle={hasGoogle()} errorCode={error} email={email} />
    </AuthCard>
  );
}
