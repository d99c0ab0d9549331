"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormAlert } from "./form-alert";
import { fetchCsrfToken } from "./sign-in-request";
import { useErrorText } from "./use-error-text";

/** Shown only where Google is configured. Posts a real form, so that the browser follows to Google. */
export function GoogleButton({ next }: { next: string }) {
  const t = useTranslations("auth");
  const { ofSignIn } = useErrorText();
  const [isOffline, setIsOffline] = useState(false);
  async function leave() {
    const csrfToken = await fetchCsrfToken().catch(() => null);
    setIsOffline(csrfToken === null);
    if (csrfToken) postForm("/api/auth/signin/google", { csrfToken, callbackUrl: next });
  }
  return (
    <>
      <p className="flex items-center gap-3 text-ink-3 text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">{t("or")}</p>
      <FormAlert message={isOffline ? ofSignIn("offline") : null} />
      <Button size="lg" onClick={leave}>
        {t("withGoogle")}
      </Button>
    </>
  );
}

function postForm(action: string, fields: Record<string, string>): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
