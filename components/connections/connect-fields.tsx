"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Way } from "./types";
import { useWords } from "./use-words";

interface ConnectFieldsProps {
  fields: Way["fields"];
  values: Record<string, string>;
  /** By the field's name; "" is of no field in particular. */
  errors: Map<string, string>;
  onChange(name: string, value: string): void;
}

/** What the way asks for. What we make up ourselves is shown afterwards, for the platform's console. */
export function ConnectFields({ fields, values, errors, onChange }: ConnectFieldsProps) {
  const t = useTranslations("channels");
  const words = useWords();
  return fields
    .filter((field) => field.type !== "generated")
    .map(({ name, label, help, placeholder, type, isOptional }) => (
      <Field key={name} label={isOptional ? t("optional", { label: words(label) }) : words(label)} help={help && words(help)} error={errors.get(name)}>
        <Input
          type={type === "secret" ? "password" : "text"}
          value={values[name] ?? ""}
          onChange={(e) => onChange(name, e.target.value)}
          autoComplete={type === "secret" ? "new-password" : "off"}
          spellCheck={false}
          required={!isOptional}
          placeholder={placeholder}
        />
      </Field>
    ));
}

/** The values as the credentials have them: dotted names are nested, empty ones left out. */
export function credentialsOf(values: Record<string, string>): Record<string, unknown> {
  const credentials: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) if (value.trim()) put(credentials, name.split("."), value.trim());
  return credentials;
}

function put(target: Record<string, unknown>, [key = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  target[key] ??= {};
  put(target[key] as Record<string, unknown>, rest, value);
}
