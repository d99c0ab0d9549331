"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { WritingProvider } from "@/components/conversation/writing-provider";
import { BottomBar } from "./bottom-bar";
import { ConnectionBar } from "./connection-bar";
import { useDesk } from "./desk-context";
import { KeyProvider, useKeyHandlers } from "./key-context";
import { KeyMapDialog } from "./key-map-dialog";
import { NavRail } from "./nav-rail";
import { focusNextPane } from "./panes";

/** The frame of the desk: rail on the left (a bar at the foot on narrow screens), the panes in one rounded sheet. */
export function DeskShell({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  const [isMapOpen, setIsMapOpen] = useState(false);
  const openKeyMap = () => setIsMapOpen(true);
  return (
    <KeyProvider>
      <DeskKeys openKeyMap={openKeyMap} />
      <a
        href="#content"
        className="sr-only z-50 rounded-control bg-surface px-3 py-2 font-medium text-accent-ink shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skipToContent")}
      </a>
      <div className="flex h-dvh overflow-hidden bg-app max-md:flex-col">
        <NavRail openKeyMap={openKeyMap} />
        <div className="my-2 mr-2 flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden rounded-bubble border border-line bg-surface max-md:m-0 max-md:rounded-none max-md:border-0">
          <ConnectionBar />
          <div className="flex min-h-0 flex-1">
            <WritingProvider>{children}</WritingProvider>
          </div>
        </div>
        <BottomBar openKeyMap={openKeyMap} />
      </div>
      <KeyMapDialog isOpen={isMapOpen} onOpenChange={setIsMapOpen} />
    </KeyProvider>
  );
}

function DeskKeys({ openKeyMap }: { openKeyMap(): void }) {
  const router = useRouter();
  const { path } = useDesk();
  useKeyHandlers({
    map: openKeyMap,
    "go-inbox": () => router.push(path("/inbox")),
    "go-contacts": () => router.push(path("/contacts")),
    "go-settings": () => router.push(path("/settings")),
    "next-pane": focusNextPane,
  });
  return null;
}
