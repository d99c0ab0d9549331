import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Time } from "@/components/ui/time";

interface CapturedMailItemProps {
  mail: { to: string; subject: string; at: Date; text: string };
}

/** One captured mail as its reader gets it in plain text, links to click. */
export function CapturedMailItem({ mail }: CapturedMailItemProps) {
  const t = useTranslations("people");
  return (
    <Card>
      <details>
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 px-4 py-3">
          <span className="font-medium text-ink text-sm">{mail.subject}</span>
          <span className="text-ink-3 text-xs">{t("mailTo", { address: mail.to })}</span>
          <Time at={mail.at.toISOString()} className="ml-auto text-ink-3 text-xs" />
        </summary>
        <p className="whitespace-pre-wrap border-line border-t px-4 py-3 text-base text-ink [overflow-wrap:anywhere]">
          {mail.text.split(/(https?:\/\/\S+)/).map((piece, index) =>
            index % 2 === 1 ? (
              <a key={piece} href={piece} className="text-accent-ink underline underline-offset-2">
                {piece}
              </a>
            ) : (
              piece
            ),
          )}
        </p>
      </details>
    </Card>
  );
}
