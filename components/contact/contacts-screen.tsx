"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Search, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Input } from "@/components/ui/input";
import { useAfter } from "@/components/ui/use-after";
import type { ContactView } from "@/lib/schemas/contact";
import { ContactRow } from "./contact-row";
import { ContactRowsSkeleton } from "./contact-rows-skeleton";

const PAGE_SIZE = 50;

/** The workspace's contacts, with a search over names and addresses. */
export function ContactsScreen() {
  const t = useTranslations("contact");
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  return (
    <main id="content" tabIndex={-1} data-pane className="flex min-w-0 flex-1 flex-col outline-none">
      <header className="flex h-13 shrink-0 items-center gap-4 border-line border-b px-5 max-md:px-4">
        <h1 className="font-semibold text-ink text-lg tracking-tight">{t("title")}</h1>
        <div className="relative ml-auto w-80 min-w-0">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" aria-hidden />
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="pl-8"
          />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto md:[scrollbar-gutter:stable]">
        <Results q={q} clear={() => setText("")} />
      </div>
    </main>
  );
}

function Results({ q, clear }: { q: string; clear(): void }) {
  const t = useTranslations("contact");
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.contacts.list.infiniteQueryOptions(
      { limit: PAGE_SIZE, ...(q ? { q } : {}) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (old) => old },
    ),
  );
  const isSlow = useAfter(query.isPending, 200);
  if (query.isPending) return isSlow ? <ContactRowsSkeleton /> : null;
  const contacts: ContactView[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && contacts.length === 0)
    return <ErrorState title={t("listFailed")} requestId={publicErrorOf(query.error)?.requestId} onRetry={() => query.refetch()} />;
  if (contacts.length === 0 && q)
    return <EmptyState icon={<Search />} title={t("noMatchTitle")} action={<Button onClick={clear}>{t("noMatchAction")}</Button>} />;
  if (contacts.length === 0) return <EmptyState icon={<Users />} title={t("noneTitle")} description={t("noneText")} />;
  return (
    <>
      <ul>
        {contacts.map((contact) => (
          <ContactRow key={contact.id} contact={contact} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className="flex justify-center p-4">
          <Button onClick={() => query.fetchNextPage()} aria-disabled={query.isFetchingNextPage}>
            {t("loadMore")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
