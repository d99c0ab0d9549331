"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { TemplatesCard } from "@/components/templates/templates-card";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { notifyError } from "@/components/ui/toast";
import { ChannelSettings } from "./channel-settings";
import { ChannelStatus, useStatusReason } from "./channel-status";
import { CheckCard } from "./check-card";
import { MendCard } from "./mend-card";
import { PilotCard } from "./pilot-card";
import { SetupCard } from "./setup-card";
import type { ChannelView } from "./types";

const CONNECTING_CHECK_MS = 2_000;
/** Only connecting it anew helps. */
const LOST = ["action-needed", "disconnected"];

/** One channel: health with its reason, settings, what to put where, and the way out. */
export function ChannelPage({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const { may, path } = useDesk();
  // The platform's yes may come between the server's reading and this page: then its change was told before anybody listened here.
  const checkAgainAfter = (status: string | undefined) => (status === "connecting" ? CONNECTING_CHECK_MS : false);
  const { data: channel } = useSuspenseQuery(
    useTRPC().channels.get.queryOptions({ id: channelId }, { refetchInterval: ({ state }) => checkAgainAfter(state.data?.status) }),
  );
  const reason = useStatusReason(channel.statusReason);
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-col gap-3">
        <Link href={path("/settings/channels")} className="inline-flex items-center gap-1 self-start text-ink-2 text-sm hover:text-ink">
          <ChevronLeft className="size-4" aria-hidden />
          {t("title")}
        </Link>
        <div className="flex flex-wrap items-center gap-3">
          <ChannelBadge kind={channel.kind} size="lg" />
          <h1 className="min-w-0 truncate font-semibold text-ink text-xl tracking-tight">{channel.name}</h1>
          <ChannelStatus status={channel.status} />
        </div>
        {reason ? <p className="text-ink-2 text-sm">{reason}</p> : null}
        {may("channels.manage") && LOST.includes(channel.status) ? (
          <div className="flex flex-col items-start gap-2">
            <p className="text-ink-2 text-sm">{t("connectAgainText")}</p>
            <Button variant="main" asChild>
              <Link href={path("/settings/channels#connect-more")}>{t("connectAgain")}</Link>
            </Button>
          </div>
        ) : null}
      </header>
      {may("channels.manage") && channel.status !== "disconnected" ? (
        <>
          <MendCard channelId={channel.id} />
          <SetupCard channelId={channel.id} />
        </>
      ) : null}
      {may("channels.manage") ? <ChannelSettings channel={channel} key={channel.id} /> : null}
      {may("channels.manage") && channel.status !== "disconnected" ? (
        <>
          {channel.capabilities?.templates ? <TemplatesCard channelId={channel.id} /> : null}
          <PilotCard channel={channel} />
          <CheckCard channelId={channel.id} />
          <Disconnect channel={channel} />
        </>
      ) : null}
    </div>
  );
}

function Disconnect({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const cache = useQueryClient();
  const disconnect = useMutation(
    trpc.channels.disconnect.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: trpc.channels.pathKey() }),
      onError: (error) => notifyError(t("failed"), publicErrorOf(error)?.publicMessage),
    }),
  );
  return (
    <Card>
      <CardHeader
        title={t("disconnectTitle")}
        description={t("disconnectText")}
        action={
          <Dialog>
            <DialogTrigger asChild>
              <Button>{t("disconnect")}</Button>
            </DialogTrigger>
            <DialogContent
              title={t("disconnectAsk", { name: channel.name })}
              description={t("disconnectText")}
              footer={
                <>
                  <DialogClose asChild>
                    <Button variant="quiet">{t("cancel")}</Button>
                  </DialogClose>
                  <DialogClose asChild>
                    <Button variant="danger" onClick={() => disconnect.mutate({ id: channel.id })}>
                      {t("disconnectNamed", { name: channel.name })}
                    </Button>
                  </DialogClose>
                </>
              }
            />
          </Dialog>
        }
      />
    </Card>
  );
}
