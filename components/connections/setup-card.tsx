"use client";

import { useTranslations } from "next-intl";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { AtThePlatform, SetupList, useSetup } from "./setup-list";

/** On a channel's page: how far it has come, and once all of it was seen only what may be needed again at the platform. */
export function SetupCard({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const { setup, isDone } = useSetup(channelId);
  if (!setup || (isDone && setup.steps.length + setup.secrets.length === 0)) return null;
  return (
    <Card aria-label={t("setup.title")}>
      <CardHeader title={t("setup.title")} description={isDone ? undefined : t("setup.lead")} />
      <CardBody>{isDone ? <AtThePlatform setup={setup} channelId={channelId} /> : <SetupList setup={setup} channelId={channelId} />}</CardBody>
    </Card>
  );
}
