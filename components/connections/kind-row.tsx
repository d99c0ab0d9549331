"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChannelBadge } from "@/components/channels/channel-badge";
import { useDesk } from "@/components/shell/desk-context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ConnectDialog } from "./connect-dialog";
import type { ChannelKind, Way } from "./types";
import { useConsent } from "./use-consent";
import { useWords } from "./use-words";

/** A kind that can be connected, what it is for, and the button that begins. */
export function KindRow({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const { may } = useDesk();
  const words = useWords();
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <ChannelBadge kind={kind.kind} size="md" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink text-sm">{kind.title}</p>
        <p className="text-ink-3 text-xs">{kind.isConfigured ? words(kind.about) : t("notConfigured", { title: kind.title })}</p>
      </div>
      {may("channels.manage") ? <ConnectButtons kind={kind} /> : null}
    </li>
  );
}

/** The one way by consent that needs no word beforehand is one press away; the dialog has the rest. */
function ConnectButtons({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const [isOpen, setOpen] = useState(false);
  const consent = useConsent(kind);
  const direct = directWay(kind);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      {direct && kind.ways.length > 1 ? (
        <Button variant="quiet" onClick={() => setOpen(true)}>
          {t("otherWays")}
        </Button>
      ) : null}
      <Button disabled={!kind.isConfigured || consent.isPending} onClick={() => (direct ? consent.start(direct.name) : setOpen(true))}>
        {kind.ways[0]?.how === "built-in" ? t("add") : t("connect")}
      </Button>
      <ConnectDialog kind={kind} />
    </Dialog>
  );
}

function directWay({ ways }: ChannelKind): Way | null {
  const [first, ...others] = ways;
  const isPlain = first?.how === "oauth" && first.isConfigured && first.steps.length === 0;
  return isPlain && !others.some((way) => way.how === "oauth") ? first : null;
}
