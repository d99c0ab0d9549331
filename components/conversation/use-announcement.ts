"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { MessageView } from "@/lib/schemas/message";

const SHORT = 120;

/** What a screen reader says of a message that has just come: once, short; nothing of what stood there already. */
export function useAnnouncement(messages: readonly MessageView[], contactName: string): string {
  const t = useTranslations("conversation");
  const [words, setWords] = useState("");
  const heard = useRef<number | null>(null);
  useEffect(() => {
    const lastSeq = Math.max(0, ...messages.map((message) => message.seq));
    const from = heard.current;
    heard.current = lastSeq;
    if (from === null) return;
    const fresh = messages.filter((message) => message.seq > from && message.kind === "inbound").at(-1);
    if (!fresh) return;
    const text = fresh.text ?? t("noText");
    setWords(t("announce", { name: contactName, text: text.length > SHORT ? `${text.slice(0, SHORT)}…` : text }));
  }, [messages, contactName, t]);
  return words;
}
