import { Inbox, ShieldCheck, Users } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Logo } from "@/components/ui/logo";

/** The public start page: what Parley is, and the two ways in. */
export default function StartPage() {
  const t = useTranslations("landing");
  const common = useTranslations("common");
  return (
    <div className="mx-auto flex min-h-dvh max-w-4xl flex-col px-6">
      <header className="flex h-16 items-center gap-2">
        <Logo />
        <span className="font-semibold text-ink text-lg tracking-tight">{common("productName")}</span>
        <nav className="ml-auto flex items-center gap-2">
          <Button variant="quiet" asChild>
            <Link href="/sign-in">{common("signIn")}</Link>
          </Button>
          <Button variant="plain" asChild>
            <Link href="/sign-up">{common("signUp")}</Link>
          </Button>
        </nav>
      </header>
      <main className="flex flex-1 flex-col justify-center py-12">
        <h1 className="max-w-[22em] text-balance font-semibold text-[32px] text-ink leading-[40px] tracking-tight">{t("title")}</h1>
        <p className="mt-4 max-w-[38rem] text-ink-2 text-lg">{t("lead")}</p>
        <div className="mt-6 flex gap-2">
          <Button variant="main" size="lg" asChild>
            <Link href="/sign-up">{t("start")}</Link>
          </Button>
          <Button variant="quiet" size="lg" asChild>
            <Link href="/sign-in">{t("openInbox")}</Link>
          </Button>
        </div>
        <ul className="mt-16 grid gap-8 md:grid-cols-3">
          <Feature icon={<Inbox />} title={t("one")} text={t("oneText")} />
          <Feature icon={<ShieldCheck />} title={t("safe")} text={t("safeText")} />
          <Feature icon={<Users />} title={t("live")} text={t("liveText")} />
        </ul>
      </main>
    </div>
  );
}

function Feature({ icon, title, text }: { icon: React.ReactNode; title: string; text: string }) {
  return (
    <li className="border-line border-t pt-4">
      <span className="text-accent-ink [&_svg]:size-4">{icon}</span>
      <h2 className="mt-2 font-semibold text-base text-ink">{title}</h2>
      <p className="mt-1 text-ink-2 text-sm">{text}</p>
    </li>
  );
}
