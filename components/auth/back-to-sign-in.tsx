import Link from "next/link";
import { useTranslations } from "next-intl";

export function BackToSignIn() {
  const t = useTranslations("auth");
  return (
    <Link href="/sign-in" className="text-accent-ink hover:underline">
      {t("backToSignIn")}
    </Link>
  );
}
