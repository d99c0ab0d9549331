"use client";

import { useLocale, useTranslations } from "next-intl";
import { clock } from "@/lib/dates";
import type { MessageView } from "@/lib/schemas/message";

/** Says that a message stands where it was written, not where it arrived. */
export function LateMark({ message }: { message: MessageView }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const time = clock(new Date(message.providerAt ?? message.storedAt), { locale });
  return <p className="mt-0.5 text-2xs text-warn md:ml-9">{t("late", { time, arrived: clock(new Date(message.storedAt), { locale }) })}</p>;
}
