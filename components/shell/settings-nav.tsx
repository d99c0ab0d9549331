"use client";

import { Building2, KeyRound, MonitorSmartphone, Plug, UserRound, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { type Desk, useDesk } from "./desk-context";

interface Entry {
  page: string;
  label: "settingsProfile" | "settingsSessions" | "settingsWorkspace" | "settingsPeople" | "settingsChannels" | "settingsApiKeys";
  icon: typeof Users;
  /** Absent for who may not. */
  needs?: Desk["permissions"][number];
}

const YOU: Entry[] = [
  { page: "profile", label: "settingsProfile", icon: UserRound },
  { page: "sessions", label: "settingsSessions", icon: MonitorSmartphone },
];

const WORKSPACE: Entry[] = [
  { page: "workspace", label: "settingsWorkspace", icon: Building2, needs: "tenant.manage" },
  { page: "people", label: "settingsPeople", icon: Users, needs: "agents.manage" },
  { page: "channels", label: "settingsChannels", icon: Plug, needs: "channels.read" },
  { page: "api-keys", label: "settingsApiKeys", icon: KeyRound, needs: "api-keys.manage" },
];

/** The list of settings pages; on narrow screens a row that scrolls sideways. */
export function SettingsNav() {
  const t = useTranslations("shell");
  const { may } = useDesk();
  const shown = (entry: Entry) => !entry.needs || may(entry.needs);
  return (
    <nav
      aria-label={t("settingsNavigation")}
      className="flex w-60 shrink-0 flex-col overflow-auto border-line border-r bg-sunken max-md:w-full max-md:border-r-0 max-md:border-b"
    >
      <div className="flex h-13 shrink-0 items-center border-line border-b px-4">
        <p className="font-semibold text-ink text-lg tracking-tight">{t("settings")}</p>
      </div>
      <div className="flex gap-4 p-2 md:flex-col">
        <Group title={t("you")} entries={YOU.filter(shown)} />
        <Group title={t("workspace")} entries={WORKSPACE.filter(shown)} />
      </div>
    </nav>
  );
}

/** Where the row scrolls sideways, the page one is on must not be beyond its edge. */
function bringIntoView(link: HTMLElement | null) {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}

function Group({ title, entries }: { title: string; entries: Entry[] }) {
  const t = useTranslations("shell");
  const { path } = useDesk();
  const pathname = usePathname();
  return (
    <div>
      <p className="px-2 pt-1 pb-1.5 text-ink-3 text-xs max-md:sr-only">{title}</p>
      <ul className="flex gap-0.5 md:flex-col">
        {entries.map(({ page, label, icon: Icon }) => {
          const href = path(`/settings/${page}`);
          const isHere = pathname.startsWith(href);
          return (
            <li key={page}>
              <Link
                href={href}
                ref={isHere ? bringIntoView : undefined}
                aria-current={isHere ? "page" : undefined}
                className={cn(
                  "flex h-8 items-center gap-2 whitespace-nowrap rounded-control px-2 text-sm transition-colors max-md:h-11",
                  isHere ? "bg-selected font-medium text-accent-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
                )}
              >
                <Icon className="size-4" aria-hidden />
                {t(label)}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
