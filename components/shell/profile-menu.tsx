"use client";

import { Building2, Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { useLocale, useTranslations } from "next-intl";
import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/cn";
import { LOCALES } from "@/lib/locales";
import { useDesk } from "./desk-context";
import { useAccountPreferences } from "./use-account-preferences";

const LANGUAGE_NAMES: Record<(typeof LOCALES)[number], string> = { en: "English", "zh-CN": "简体中文" };

/** Oneself: other workspaces, theme, language, sign out. */
export function ProfileMenu({ openKeyMap, isInBar = false }: { openKeyMap(): void; isInBar?: boolean }) {
  const t = useTranslations("shell");
  const { user, seat, seats, path } = useDesk();
  const router = useRouter();
  return (
    <Menu>
      <MenuTrigger
        className={cn("flex items-center justify-center rounded-full", isInBar ? "h-14 flex-col gap-0.5 rounded-none text-2xs text-ink-2" : "mt-1 size-10")}
      >
        <Avatar id={seat.agentId} name={seat.agentName} size={isInBar ? "xs" : "sm"} />
        {isInBar ? t("you") : null}
        <span className="sr-only">{t("profile")}</span>
      </MenuTrigger>
      <MenuContent side={isInBar ? "top" : "right"} align="end" className="w-64">
        <div className="px-2 pt-1.5 pb-2">
          <p className="truncate font-medium text-ink text-sm">{seat.agentName}</p>
          <p className="truncate text-ink-3 text-xs">{user.email}</p>
        </div>
        <MenuItem asChild>
          <Link href={path("/settings/profile")}>
            <UserRound aria-hidden />
            {t("yourProfile")}
          </Link>
        </MenuItem>
        <MenuItem onSelect={openKeyMap} hint="?" className="max-md:hidden">
          <Keyboard aria-hidden />
          {t("keyboardShortcuts")}
        </MenuItem>
        {seats.length > 1 ? (
          <>
            <MenuSeparator />
            <MenuLabel>{t("workspaces")}</MenuLabel>
            <MenuRadioGroup value={seat.slug} onValueChange={(slug) => router.push(`/w/${slug}/inbox`)}>
              {seats.map((other) => (
                <MenuRadioItem key={other.slug} value={other.slug}>
                  <Building2 aria-hidden />
                  <span className="truncate">{other.tenantName}</span>
                </MenuRadioItem>
              ))}
            </MenuRadioGroup>
          </>
        ) : null}
        <Preferences />
        <MenuSeparator />
        <MenuItem onSelect={() => signOut({ callbackUrl: "/sign-in" })}>
          <LogOut aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

const THEME_ENTRIES = [
  { theme: "light", label: "themeLight", icon: Sun },
  { theme: "dark", label: "themeDark", icon: Moon },
  { theme: "system", label: "themeSystem", icon: Monitor },
] as const;

function Preferences() {
  const t = useTranslations("common");
  const locale = useLocale();
  const { theme, setTheme, setLocale } = useAccountPreferences();
  return (
    <>
      <MenuSeparator />
      <MenuLabel>{t("theme")}</MenuLabel>
      <MenuRadioGroup value={theme} onValueChange={setTheme}>
        {THEME_ENTRIES.map(({ theme: value, label, icon: Icon }) => (
          <MenuRadioItem key={value} value={value}>
            <Icon aria-hidden />
            {t(label)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
      <MenuLabel>{t("language")}</MenuLabel>
      <MenuRadioGroup value={locale} onValueChange={setLocale}>
        {LOCALES.map((value) => (
          <MenuRadioItem key={value} value={value} lang={value}>
            {LANGUAGE_NAMES[value]}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}
