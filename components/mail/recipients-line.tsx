"use client";

import { useTranslations } from "next-intl";
import type { MailAddress } from "@/lib/schemas/mail";
import { summarise } from "./recipients-summary";

interface RecipientsLineProps {
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  bcc?: readonly MailAddress[];
}

/** "to Ana, cc Ben and Kim +4" */
export function RecipientsLine({ to, cc, bcc = [] }: RecipientsLineProps) {
  const t = useTranslations("email");
  const words = useNames();
  const parts = [
    to.length > 0 ? t("toNames", { names: words(to) }) : null,
    cc.length > 0 ? t("ccNames", { names: words(cc) }) : null,
    bcc.length > 0 ? t("bccNames", { names: words(bcc) }) : null,
  ];
  const line = parts.filter(Boolean).join(t("comma"));
  return <>{line || t("toNobody")}</>;
}

function useNames(): (addresses: readonly MailAddress[]) => string {
  const t = useTranslations("email");
  return (addresses) => {
    const { names, more } = summarise(addresses);
    const list = names.join(t("nameComma"));
    return more > 0 ? t("andMore", { names: list, count: more }) : list;
  };
}
