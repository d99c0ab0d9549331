"use client";

import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Signs out and goes on to `next`, a path of ours. */
export function SignOutButton({ next, label }: { next: string; label?: string }) {
  const t = useTranslations("auth");
  return (
    <Button size="lg" onClick={() => signOut({ callbackUrl: next })}>
      {label ?? t("signOut")}
    </Button>
  );
}
