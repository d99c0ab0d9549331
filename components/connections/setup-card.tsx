"use client";

import { useTranslations } from "next-intl";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { AtThePlatform, SetupList, useSetup } from "./setup-list";
import { hasCopies } from "./step-parts";
import type { Setup } from "./types";

/** Something of ours to be put in again at the platform, or on the website. */
const isNeededAgain = ({ steps, secrets }: Setup) => secrets.length > 0 || steps.some((step) => hasCopies(step.en));

/** On a channel's page: how far it has come, and once all of it was seen only what may be needed again at the platform. */
export function SetupCard({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const { setup, isDone } = useSetup(channelId);
  if (!setup || (isDone && !isNeededAgain(setup))) return null;
  return (
    <Card aria-label={t("setup.title")}>
      <CardHeader title={t("setup.title")} description={isDone ? undefined : t("setup.lead")} />
      <CardBody>{isDone ? <AtThePlatform setup={setup} channelId={channelId} /> : <SetupList setup={setup} channelId={channelId} />}</CardBody>
    </Card>
  );
}
