"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import { notify } from "@/components/ui/toast";
import type { AppRouter } from "@/server/trpc/router";
import { ConfirmDialog } from "./confirm-dialog";
import { NewKeyDialog } from "./new-key-dialog";
import { SettingsHeader } from "./settings-header";
import { useTellFailure } from "./use-tell-failure";

type ApiKey = inferRouterOutputs<AppRouter>["tenants"]["apiKeys"][number];

/** The workspace's keys: made, told apart, revoked. */
export function ApiKeysPage() {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const client = useQueryClient();
  const tell = useTellFailure();
  const { data: keys } = useSuspenseQuery(trpc.tenants.apiKeys.queryOptions());
  const [isCreating, setIsCreating] = useState(false);
  const refresh = () => client.invalidateQueries(trpc.tenants.apiKeys.queryFilter());
  const revoke = useMutation(trpc.tenants.revokeApiKey.mutationOptions({ onError: tell, onSettled: refresh, onSuccess: () => notify(t("keyRevoked")) }));
  const create = (
    <Button variant="main" onClick={() => setIsCreating(true)}>
      {t("newKey")}
    </Button>
  );
  return (
    <>
      <SettingsHeader title={t("keysTitle")} lead={t("keysLead")} action={keys.length > 0 ? create : null} />
      <Card aria-label={t("keysTitle")}>
        {keys.length === 0 ? (
          <EmptyState icon={<KeyRound aria-hidden />} title={t("keysEmpty")} description={t("keysEmptyText")} action={create} />
        ) : (
          <ul className="divide-y divide-line">
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} revoke={() => revoke.mutate({ id: key.id })} />
            ))}
          </ul>
        )}
      </Card>
      <NewKeyDialog isOpen={isCreating} setIsOpen={setIsCreating} onMade={refresh} />
    </>
  );
}

function KeyRow({ apiKey, revoke }: { apiKey: ApiKey; revoke(): void }) {
  const t = useTranslations("people");
  const [isAsking, setIsAsking] = useState(false);
  const { name, hint, createdAt, lastUsedAt } = apiKey;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium text-ink text-sm">{name}</p>
        <p className="text-ink-3 text-xs">
          <code>{hint}…</code> · {t.rich("created", { when: () => <Time at={createdAt.toISOString()} /> })} ·{" "}
          {lastUsedAt ? t.rich("lastUsed", { when: () => <Time at={lastUsedAt.toISOString()} /> }) : t("neverUsed")}
        </p>
      </div>
      <Button size="sm" variant="quiet" className="max-md:h-11" onClick={() => setIsAsking(true)} aria-label={t("revokeKeyFor", { name })}>
        {t("revokeKey")}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        setIsOpen={setIsAsking}
        title={t("revokeKeyTitle", { name })}
        text={t("revokeKeyText")}
        action={t("revokeKey")}
        run={revoke}
      />
    </li>
  );
}
