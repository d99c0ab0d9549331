import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/components/auth/language-switch";
import { ApiProvider } from "@/components/trpc/provider";
import { Logo } from "@/components/ui/logo";

/** Everything before a workspace: one card in the middle. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("common");
  return (
    <ApiProvider tenant="">
      <div className="flex min-h-dvh flex-col items-center bg-app">
        <header className="flex h-16 w-full max-w-md items-center justify-between max-md:px-4">
          <Link href="/" className="flex items-center gap-2 font-semibold text-ink text-lg tracking-tight">
            <Logo />
            {t("productName")}
          </Link>
          <LanguageSwitch />
        </header>
        <main className="flex w-full max-w-md flex-1 flex-col pt-[8dvh] pb-12 max-md:pt-2">{children}</main>
      </div>
    </ApiProvider>
  );
}
