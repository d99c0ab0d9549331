import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { MailServerAddress } from "@/lib/mail-providers";

interface MailServerFieldsProps {
  side: "imap" | "smtp";
  value: MailServerAddress;
  onChange(value: MailServerAddress): void;
}

/** Where one of the two servers is, for who knows better than the table. */
export function MailServerFields({ side, value, onChange }: MailServerFieldsProps) {
  const t = useTranslations("mailbox");
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-ink text-sm">{t(side)}</legend>
      <div className="flex gap-2">
        <Field label={t("host")} className="min-w-0 flex-1">
          <Input value={value.host} onChange={(e) => onChange({ ...value, host: e.target.value.trim() })} spellCheck={false} autoCapitalize="none" required />
        </Field>
        <Field label={t("port")} className="w-24">
          <Input
            type="number"
            min={1}
            max={65535}
            value={value.port || ""}
            onChange={(e) => onChange({ ...value, port: e.target.valueAsNumber || 0 })}
            required
          />
        </Field>
      </div>
      <label className="flex items-center gap-2 text-ink-2 text-sm">
        <input type="checkbox" checked={value.tls} onChange={(e) => onChange({ ...value, tls: e.target.checked })} className="size-4 accent-accent" />
        {t("tls")}
      </label>
    </fieldset>
  );
}
