"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { notifyError } from "@/components/ui/toast";
import type { MessageView } from "@/lib/schemas/message";
import { BlockedImages } from "./blocked-images";
import { mailDocument } from "./mail-document";
import { MailFrame } from "./mail-frame";
import { QuoteButton } from "./quote-button";
import { readableMail } from "./readable-mail";
import { useMailLook } from "./use-mail-look";

/** Links to remote images live for one to two hours. */
const LINKS_GOOD_MS = 50 * 60_000;
const NO_LINKS = new Map<string, string>();

/** A mail's HTML: its own pictures at once, those from elsewhere when asked for, what it quotes folded away. */
export function HtmlBody({ message, html, title }: { message: MessageView; html: string; title: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const look = useMailLook();
  const { links, isLoading, ask } = useRemoteImages(message.id);
  const { attachments } = message;
  const mail = useMemo(() => {
    const own = new Map(attachments.flatMap(({ data, url }) => (url && typeof data?.cid === "string" ? [[data.cid, url] as const] : [])));
    return { ...readableMail(html, { own, remote: links }), origins: originsOf([...own.values(), ...links.values()]) };
  }, [html, attachments, links]);
  const lang = useLocale();
  const page = useMemo(() => mailDocument({ ...mail, title, lang, look }), [mail, title, lang, look]);
  return (
    <>
      {mail.blockedImages > 0 ? <BlockedImages count={mail.blockedImages} isLoading={isLoading} onShow={ask} /> : null}
      <MailFrame id={message.id} page={page} title={title} paper={mail.paper} isWhole={isWhole} />
      {mail.hasQuote ? <QuoteButton isWhole={isWhole} onToggle={() => setIsWhole(!isWhole)} /> : null}
    </>
  );
}

/** Files come from the product's public address, which need not be the one in the browser's bar. */
function originsOf(addresses: readonly string[]): string[] {
  return [...new Set([location.origin, ...addresses.map((address) => new URL(address, location.href).origin)])];
}

function useRemoteImages(messageId: string) {
  const t = useTranslations("email");
  const wordsFor = useErrorWords();
  const trpc = useTRPC();
  const [isAsked, setIsAsked] = useState(false);
  const { data, error, isFetching } = useQuery(trpc.messages.remoteImages.queryOptions({ messageId }, { enabled: isAsked, staleTime: LINKS_GOOD_MS }));
  const links = useMemo(() => (data ? new Map(data.map(({ source, url }) => [source, url])) : NO_LINKS), [data]);
  useEffect(() => {
    if (!error) return;
    setIsAsked(false);
    notifyError(t("imagesFailed"), wordsFor(error));
  }, [error, t, wordsFor]);
  return { links, isLoading: isFetching && !data, ask: () => setIsAsked(true) };
}
