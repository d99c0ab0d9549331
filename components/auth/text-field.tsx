"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type FocusEvent, useState } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useErrorText } from "./use-error-text";

interface TextFieldProps extends Omit<ComponentProps<"input">, "name"> {
  label: string;
  help?: string;
  /** What `register` of the form gives. */
  field: UseFormRegisterReturn;
  /** The schema's message, a key of the catalogue. */
  error?: string;
}

/** One labelled input of a form, its error in its own words. */
export function TextField({ label, help, field, error, ...props }: TextFieldProps) {
  const { ofField } = useErrorText();
  // Checked when one goes on to the next field, and by the form when it is sent. Not when one leaves for a link or a button:
  // an error that appears then moves what is being clicked from under the pointer, and the click is lost.
  const onBlur = (event: FocusEvent<HTMLInputElement>) => {
    if (event.relatedTarget instanceof HTMLInputElement) void field.onBlur(event);
  };
  return (
    <Field label={label} help={help} error={ofField(error)}>
      <Input {...field} onBlur={onBlur} {...props} className="max-md:text-lg" />
    </Field>
  );
}

/** The same for a password, which may be looked at: typing blind makes people choose short ones. */
export function PasswordField(props: Omit<TextFieldProps, "type">) {
  const t = useTranslations("auth");
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="relative">
      <TextField {...props} type={isShown ? "text" : "password"} autoCapitalize="none" spellCheck={false} />
      <button
        type="button"
        onClick={() => setIsShown(!isShown)}
        aria-pressed={isShown}
        className="absolute top-0 right-0 text-accent-ink text-xs leading-5 hover:underline"
      >
        {isShown ? t("hidePassword") : t("showPassword")}
      </button>
    </div>
  );
}
