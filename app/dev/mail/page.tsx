import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CapturedMailItem } from "@/components/auth/captured-mail-item";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { demoMails } from "@/server/auth/demo-mails";

export const metadata: Metadata = { title: "Mail" };
export const dynamic = "force-dynamic";

/** The mails captured for want of an SMTP server. In the demo only: their links open accounts. */
export default async function CapturedMailPage() {
  const [t, mails] = await Promise.all([getTranslations("people"), demoMails()]);
  if (!mails) notFound();
  return (
    <main className="mx-auto flex min-h-dvh max-w-3xl flex-col gap-4 px-4 py-8">
      <header>
        <h1 className="font-semibold text-ink text-xl tracking-tight">{t("mailTitle")}</h1>
        <p className="mt-1 text-ink-2 text-sm">{t("mailLead")}</p>
      </header>
      {mails.length === 0 ? (
        <Card>
          <EmptyState title={t("mailEmpty")} description={t("mailEmptyText")} />
        </Card>
      ) : (
        mails.map((mail) => <CapturedMailItem key={mail.id} mail={mail} />)
      )}
    </main>
  );
}
