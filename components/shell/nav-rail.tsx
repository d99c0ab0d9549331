"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Logo } from "@/components/ui/logo";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { useDesk } from "./desk-context";
import { NAV_ENTRIES, SETTINGS_ENTRY } from "./nav-entries";
import { ProfileMenu } from "./profile-menu";
import { UnreadBadge } from "./unread-badge";

/** The rail of 768 px and over. */
export function NavRail({ openKeyMap }: { openKeyMap(): void }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("mainNavigation")} data-pane className="flex w-14 shrink-0 flex-col items-center gap-1 py-3 max-md:hidden">
      <Logo className="mb-2" />
      {NAV_ENTRIES.map((entry) => (
        <RailLink key={entry.page} {...entry} />
      ))}
      <span className="flex-1" />
      <RailLink {...SETTINGS_ENTRY} />
      <ProfileMenu openKeyMap={openKeyMap} />
    </nav>
  );
}

function RailLink({ page, label, icon: Icon }: (typeof NAV_ENTRIES)[number] | typeof SETTINGS_ENTRY) {
  const t = useTranslations("shell");
  const { path } = useDesk();
  const isHere = usePathname().startsWith(path(page));
  return (
    <Tooltip label={t(label)}>
      <Link
        href={path(page)}
        aria-label={t(label)}
        aria-current={isHere ? "page" : undefined}
        className={cn(
          "relative flex size-10 items-center justify-center rounded-card transition-colors",
          isHere ? "border border-line bg-surface text-accent-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
        )}
      >
        <Icon className="size-[18px]" strokeWidth={1.75} aria-hidden />
        {page === "/inbox" ? <UnreadBadge className="-top-1.5 -right-1.5 absolute" /> : null}
      </Link>
    </Tooltip>
  );
}
