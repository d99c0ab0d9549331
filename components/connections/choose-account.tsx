"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { notifyError } from "@/components/ui/toast";
import type { Account } from "./types";

const ERRORS = ["denied", "refused", "unreachable"] as const;
type Problem = (typeof ERRORS)[number];

/** Which of the accounts that the platform offered to connect; what stands in the way is said beside each. */
export function ChooseAccount({ attemptId }: { attemptId: string }) {
  const t = useTranslations("channels");
  const { path } = useDesk();
  const trpc = useTRPC();
  const { data: attempt } = useSuspenseQuery(trpc.channels.attempt.queryOptions({ id: attemptId }));
  // A word, and behind a colon the platform's own sentence.
  const [, word = "", sentence] = /^([a-z]+)(?:: (.+))?$/s.exec(attempt.error ?? "") ?? [];
  const problem: Problem | null = attempt.error ? ((ERRORS as readonly string[]).includes(word) ? (word as Problem) : "refused") : null;
  const back = (
    <Button asChild>
      <Link href={path("/settings/channels")}>{t("backToChannels")}</Link>
    </Button>
  );
  return (
    <div className="flex flex-col gap-6">
      <header>
        <h1 className="font-semibold text-ink text-xl tracking-tight">{t("chooseTitle")}</h1>
        <p className="mt-1 text-ink-2 text-sm">{t("chooseLead")}</p>
      </header>
      <Card>
        {problem ? <EmptyState title={t(`problem.${problem}.title`)} description={sentence ?? t(`problem.${problem}.text`)} action={back} /> : null}
        {!problem && attempt.accounts.length === 0 ? <EmptyState title={t("noAccounts")} description={t("noAccountsText")} action={back} /> : null}
        <ul className="divide-y divide-line">
          {attempt.accounts.map((account) => (
            <AccountRow key={account.accountId} account={account} kind={attempt.kind} attemptId={attemptId} />
          ))}
        </ul>
      </Card>
    </div>
  );
}

function AccountRow({ account, kind, attemptId }: { account: Account; kind: string; attemptId: string }) {
  const t = useTranslations("channels");
  const router = useRouter();
  const { path } = useDesk();
  const choose = useMutation(
    useTRPC().channels.choose.mutationOptions({
      onSuccess: ({ channelId }) => router.push(path(`/settings/channels/${channelId}`)),
      onError: (error) => notifyError(t("connectFailed", { title: account.name }), publicErrorOf(error)?.publicMessage),
    }),
  );
  const note =
    account.problem ?? (account.connected === "elsewhere" ? t("connectedElsewhere") : account.connected === "here" ? t("connectedHere") : account.accountId);
  const label = account.connected === "elsewhere" ? t("takeOver") : account.connected === "here" ? t("renew") : t("connect");
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <ChannelBadge kind={kind} size="md" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-ink text-sm">{account.name}</p>
        <p className={account.problem ? "text-danger text-xs" : "text-ink-3 text-xs"}>{note}</p>
      </div>
      <Button
        disabled={Boolean(account.problem) || choose.isPending}
        onClick={() => choose.mutate({ attemptId, accountId: account.accountId, takeOver: account.connected === "elsewhere" })}
      >
        {label}
      </Button>
    </li>
  );
}
