"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Time } from "@/components/ui/time";
import { notify } from "@/components/ui/toast";
import { describeDevice } from "@/lib/device";
import type { AppRouter } from "@/server/trpc/router";
import { SettingsHeader } from "./settings-header";
import { useTellFailure } from "./use-tell-failure";

type SessionView = inferRouterOutputs<AppRouter>["session"]["list"][number];

/** Where one is signed in; each can be ended, this one by signing out. */
export function SessionsList({ ownId }: { ownId: string }) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const client = useQueryClient();
  const tell = useTellFailure();
  const { data: sessions } = useSuspenseQuery(trpc.session.list.queryOptions());
  const refresh = () => client.invalidateQueries(trpc.session.list.queryFilter());
  const ended = { onError: tell, onSettled: refresh };
  const end = useMutation(trpc.session.revoke.mutationOptions({ ...ended, onSuccess: () => notify(t("sessionEnded")) }));
  const endOthers = useMutation(trpc.session.revokeOthers.mutationOptions({ ...ended, onSuccess: (count) => notify(t("othersEnded", { count })) }));
  return (
    <>
      <SettingsHeader
        title={t("sessionsTitle")}
        lead={t("sessionsLead")}
        action={sessions.length > 1 ? <Button onClick={() => endOthers.mutate()}>{t("endOthers")}</Button> : null}
      />
      <Card>
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} isOwn={session.id === ownId} end={() => end.mutate({ id: session.id })} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function SessionRow({ session, isOwn, end }: { session: SessionView; isOwn: boolean; end(): void }) {
  const t = useTranslations("people");
  const device = describeDevice(session.userAgent);
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <MonitorSmartphone className="size-4 shrink-0 text-ink-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium text-ink text-sm">
          {device ? t("device", device) : t("unknownDevice")}
          {isOwn ? <Badge tone="ok">{t("thisDevice")}</Badge> : null}
        </p>
        <p className="text-ink-3 text-xs">
          {session.ip} · {t.rich("lastSeen", { when: () => <Time at={session.lastSeenAt.toISOString()} /> })}
        </p>
      </div>
      {isOwn ? null : (
        <Button size="sm" className="max-md:h-11" onClick={end}>
          {t("endSession")}
        </Button>
      )}
    </li>
  );
}
