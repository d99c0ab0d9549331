"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConnectFields } from "./connect-fields";
import { useSetup } from "./setup-list";

/** On a channel's page, while one more thing typed in here would help it. */
export function MendCard({ channelId }: { channelId: string }) {
  const t = useTranslations("channels.mend");
  const { setup } = useSetup(channelId);
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const mend = useMutation(
    trpc.channels.mend.mutationOptions({
      onSuccess() {
        setValues({});
        return cache.invalidateQueries({ queryKey: trpc.channels.pathKey() });
      },
    }),
  );
  if (!setup || setup.asks.length === 0) return null;
  const known = publicErrorOf(mend.error);
  const errors = new Map((known?.fields ?? []).map((at) => [at.field.replace(/^credentials\./, ""), at.message]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mend.mutate({ id: channelId, values });
  };
  return (
    <Card aria-label={t("title")}>
      <CardHeader title={t("title")} />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <ConnectFields fields={setup.asks} values={values} errors={errors} onChange={(name, value) => setValues({ ...values, [name]: value })} />
          {mend.error && errors.size === 0 ? (
            <p role="alert" className="text-danger text-sm">
              {known?.publicMessage ?? t("failed")}
            </p>
          ) : null}
          <Button type="submit" variant="main" className="self-start" disabled={mend.isPending}>
            {t("submit")}
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}
