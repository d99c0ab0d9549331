"use client";

import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/components/ui/use-now";
import { shortTime } from "@/lib/dates";
import type { MessageView } from "@/lib/schemas/message";

/** Says that a message stands where it was written, not where it arrived. */
export function LateMark({ message }: { message: MessageView }) {
  const t = useTranslations("conversation");
  const locale = useLocale();
  const now = useNow();
  const moment = (at: string) => shortTime(new Date(at), { locale, now });
  const words = t("late", { time: moment(message.providerAt ?? message.storedAt), arrived: moment(message.storedAt) });
  return <p className="mt-0.5 text-2xs text-warn md:ml-9">{words}</p>;
}
