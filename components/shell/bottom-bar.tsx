"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { useDesk } from "./desk-context";
import { NAV_ENTRIES, SETTINGS_ENTRY } from "./nav-entries";
import { ProfileMenu } from "./profile-menu";
import { UnreadBadge } from "./unread-badge";

/** The bar at the foot under 768 px; an open conversation needs the room and has a back button instead. */
export function BottomBar({ openKeyMap }: { openKeyMap(): void }) {
  const t = useTranslations("shell");
  const { path } = useDesk();
  const pathname = usePathname();
  const isConversation = pathname.startsWith(path("/inbox/"));
  return (
    <nav
      aria-label={t("mainNavigation")}
      className={cn("grid shrink-0 grid-cols-4 border-line border-t bg-sunken pb-[env(safe-area-inset-bottom)] md:hidden", isConversation && "hidden")}
    >
      {[...NAV_ENTRIES, SETTINGS_ENTRY].map(({ page, label, icon: Icon }) => {
        const isHere = pathname.startsWith(path(page));
        return (
          <Link
            key={page}
            href={path(page)}
            aria-current={isHere ? "page" : undefined}
            className={cn("flex h-14 flex-col items-center justify-center gap-1 text-2xs", isHere ? "font-medium text-accent-ink" : "text-ink-2")}
          >
            <span className="relative">
              <Icon className="size-[18px]" strokeWidth={1.75} aria-hidden />
              {page === "/inbox" ? <UnreadBadge className="-top-1.5 -right-2.5 absolute" /> : null}
            </span>
            {t(label)}
          </Link>
        );
      })}
      <ProfileMenu openKeyMap={openKeyMap} isInBar />
    </nav>
  );
}
