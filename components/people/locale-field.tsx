"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { LOCALES, type Locale } from "@/lib/locales";

/** Languages by their own names: who cannot read the current one must find theirs. */
const NAMES: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

export function LocaleField({ label, help, value, onChange }: { label: string; help?: string; value: Locale; onChange(value: Locale): void }) {
  return (
    <Field label={label} help={help}>
      <Select value={value} onValueChange={(next) => onChange(next as Locale)} options={LOCALES.map((locale) => ({ value: locale, label: NAMES[locale] }))} />
    </Field>
  );
}
