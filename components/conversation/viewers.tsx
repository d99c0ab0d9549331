"use client";

import { useTranslations } from "next-intl";
import type { Viewer } from "@/components/realtime/use-presence";
import { Avatar } from "@/components/ui/avatar";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";

const SHOWN = 3;

/** Colleagues in this conversation; a ring around who types. */
export function Viewers({ viewers }: { viewers: Viewer[] }) {
  const t = useTranslations("conversation");
  if (viewers.length === 0) return null;
  return (
    <ul aria-label={t("viewers")} className="flex shrink-0 -space-x-1.5">
      {viewers.slice(0, SHOWN).map(({ agentId, name, isTyping }) => {
        const label = isTyping ? t("agentTyping", { name }) : t("viewing", { name });
        return (
          <li key={agentId}>
            <Tooltip label={label}>
              <span className={cn("flex rounded-full ring-2", isTyping ? "ring-accent" : "ring-surface")}>
                <Avatar id={agentId} name={name} size="sm" />
                <span className="sr-only">{label}</span>
              </span>
            </Tooltip>
          </li>
        );
      })}
      {viewers.length > SHOWN ? (
        <li className="flex size-7 items-center justify-center rounded-full bg-hover text-2xs text-ink-2 ring-2 ring-surface">+{viewers.length - SHOWN}</li>
      ) : null}
    </ul>
  );
}
