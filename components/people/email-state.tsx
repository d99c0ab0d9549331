"use client";

import { useMutation } from "@tanstack/react-query";
import { MailCheck, MailWarning } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast";
import { useTellFailure } from "./use-tell-failure";

/** Whether one's address is confirmed, and the mail once more if it is not. */
export function EmailState({ email, isVerified }: { email: string; isVerified: boolean }) {
  const t = useTranslations("people");
  const tell = useTellFailure();
  const resend = useMutation(useTRPC().session.resendVerification.mutationOptions({ onSuccess: () => notify(t("resent")), onError: tell }));
  const Icon = isVerified ? MailCheck : MailWarning;
  return (
    <div
      className={`mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card px-4 py-2.5 text-sm ${isVerified ? "bg-ok-soft text-ok" : "bg-warn-soft text-warn"}`}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{t(isVerified ? "emailVerified" : "emailUnverified", { email })}</p>
      {isVerified ? null : (
        <Button size="sm" onClick={() => resend.mutate()} aria-busy={resend.isPending}>
          {t("resend")}
        </Button>
      )}
    </div>
  );
}
