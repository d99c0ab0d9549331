"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { CheckMail } from "./check-mail";
import { FormAlert } from "./form-alert";
import { useErrorText } from "./use-error-text";

/** One click that a mail scanner does not make. */
export function VerifyForm({ token }: { token: string }) {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const verify = useMutation(useTRPC().session.verifyEmail.mutationOptions());
  if (verify.isSuccess) {
    return (
      <div className="flex flex-col gap-4">
        <CheckMail text={t("verifiedText")} />
        <Button variant="main" size="lg" asChild>
          <Link href="/w">{t("continue")}</Link>
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <FormAlert message={ofFailure(verify.error)} />
      <Button variant="main" size="lg" onClick={() => verify.mutate({ token })} aria-busy={verify.isPending}>
        {t("verifyAction")}
      </Button>
    </div>
  );
}
