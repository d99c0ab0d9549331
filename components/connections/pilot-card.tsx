"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { notifyError } from "@/components/ui/toast";
import { type Pilot, pilotSchema } from "@/lib/schemas/pilot";
import type { ChannelView } from "./types";

const FIRST = { share: 10, testers: [] };

/** A channel for some of its customers first: begin, widen, end; and how much waits outside. */
export function PilotCard({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const cache = useQueryClient();
  const pilot = pilotSchema.safeParse(channel.settings.pilot).data ?? null;
  const update = useMutation(
    trpc.channels.update.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: trpc.channels.pathKey() }),
      onError: (error) => notifyError(t("failed"), publicErrorOf(error)?.publicMessage),
    }),
  );
  const set = (next: Pilot | null) => update.mutate({ id: channel.id, change: { settings: { pilot: next } } });
  const action = (
    <Button disabled={update.isPending} onClick={() => set(pilot ? null : FIRST)}>
      {pilot ? t("pilot.end") : t("pilot.begin")}
    </Button>
  );
  return (
    <Card aria-label={t("pilot.title")}>
      <CardHeader title={t("pilot.title")} description={pilot ? t("pilot.on", { share: pilot.share }) : t("pilot.off")} action={action} />
      {pilot ? (
        <CardBody className="flex flex-col gap-4">
          <Outside channelId={channel.id} />
          <PilotForm key={JSON.stringify(pilot)} pilot={pilot} isPending={update.isPending} onSave={set} />
        </CardBody>
      ) : null}
    </Card>
  );
}

function Outside({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const { data } = useQuery(useTRPC().channels.outsidePilot.queryOptions({ id: channelId }, { refetchInterval: 10_000 }));
  return (
    <p className="text-ink-2 text-sm" aria-live="polite">
      {data?.items ? t("pilot.outside", data) : t("pilot.nobodyOutside")}
    </p>
  );
}

function PilotForm({ pilot, isPending, onSave }: { pilot: Pilot; isPending: boolean; onSave(pilot: Pilot): void }) {
  const t = useTranslations("channels");
  const [share, setShare] = useState(pilot.share);
  const [testers, setTesters] = useState(pilot.testers.join("\n"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ share, testers: testers.split(/[\n,]+/).flatMap((tester) => tester.trim() || []) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("pilot.share")} help={t("pilot.shareHelp")}>
        <Input type="number" min={0} max={100} value={share} onChange={(e) => setShare(e.target.valueAsNumber || 0)} className="w-28" required />
      </Field>
      <Field label={t("pilot.testers")} help={t("pilot.testersHelp")}>
        <Textarea value={testers} onChange={(e) => setTesters(e.target.value)} rows={3} spellCheck={false} />
      </Field>
      <Button type="submit" className="self-start" disabled={isPending}>
        {t("save")}
      </Button>
    </form>
  );
}
