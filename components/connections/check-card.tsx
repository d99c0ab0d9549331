"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { notifyError } from "@/components/ui/toast";
import { CheckTable } from "./check-table";

const LOOK_MS = 2_000;

/** Tries everything that a channel declares on a tester; what came of it is a table that fills while one looks. */
export function CheckCard({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<string>();
  const testers = useQuery(trpc.channels.testers.queryOptions({ id: channelId }));
  const begin = useMutation(trpc.channels.beginCheck.mutationOptions({ onError: (error) => notifyError(t("failed"), publicErrorOf(error)?.publicMessage) }));
  const check = begin.data;
  const rows = useQuery(
    trpc.channels.viewCheck.queryOptions(check ?? { channelId, conversationId: channelId, since: new Date(0), attempts: [] }, {
      enabled: check !== undefined,
      refetchInterval: LOOK_MS,
    }),
  );
  const conversationId = chosen ?? testers.data?.[0]?.conversationId;
  return (
    <Card aria-label={t("check.title")}>
      <CardHeader title={t("check.title")} description={t("check.lead")} />
      <CardBody className="flex flex-col gap-4">
        {testers.data?.length ? (
          <div className="flex flex-wrap items-end gap-2">
            <Field label={t("check.tester")} className="min-w-0 flex-1">
              <Select
                value={conversationId ?? ""}
                onValueChange={setChosen}
                options={testers.data.map((tester) => ({ value: tester.conversationId, label: tester.name }))}
              />
            </Field>
            <Button disabled={begin.isPending || !conversationId} onClick={() => conversationId && begin.mutate({ channelId, conversationId })}>
              {begin.isPending ? t("check.running") : t("check.run")}
            </Button>
          </div>
        ) : (
          <p className="text-ink-3 text-sm">{t("check.noTester")}</p>
        )}
        {rows.data ? <CheckTable rows={rows.data} /> : null}
      </CardBody>
    </Card>
  );
}
