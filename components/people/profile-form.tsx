"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { FormAlert } from "@/components/auth/form-alert";
import { TextField } from "@/components/auth/text-field";
import { useErrorText } from "@/components/auth/use-error-text";
import { usePreferences } from "@/components/shell/use-preferences";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast";
import type { Locale } from "@/lib/locales";
import { profileInput } from "@/lib/schemas/people";
import { THEMES, type Theme } from "@/lib/theme";
import { LocaleField } from "./locale-field";

const THEME_LABELS = { light: "themeLight", dark: "themeDark", system: "themeSystem" } as const;

/** Name, language and theme; saved for every device, and shown on this one at once. */
export function ProfileForm({ profile }: { profile: { name: string; locale: Locale; theme: Theme } }) {
  const t = useTranslations("people");
  const [auth, common] = [useTranslations("auth"), useTranslations("common")];
  const { ofFailure } = useErrorText();
  const { setTheme, setLocale } = usePreferences();
  const save = useMutation(useTRPC().session.updateProfile.mutationOptions());
  const { register, control, handleSubmit, formState, reset } = useForm({ resolver: zodResolver(profileInput), mode: "onTouched", defaultValues: profile });
  const submit = handleSubmit(async (values) => {
    await save.mutateAsync(values).then(
      () => {
        reset(values);
        setTheme(values.theme);
        setLocale(values.locale);
        notify(t("saved"));
      },
      () => {},
    );
  });
  return (
    <Card>
      <CardBody>
        <form onSubmit={submit} noValidate className="flex max-w-md flex-col gap-4">
          <TextField label={auth("name")} field={register("name")} error={formState.errors.name?.message} autoComplete="name" />
          <Controller
            control={control}
            name="locale"
            render={({ field }) => <LocaleField label={auth("language")} value={field.value} onChange={field.onChange} />}
          />
          <Controller
            control={control}
            name="theme"
            render={({ field }) => (
              <Field label={t("themeLabel")}>
                <Select
                  value={field.value}
                  onValueChange={field.onChange}
                  options={THEMES.map((theme) => ({ value: theme, label: common(THEME_LABELS[theme]) }))}
                />
              </Field>
            )}
          />
          <FormAlert message={ofFailure(save.error)} />
          <div className="flex gap-2">
            <Button type="submit" variant="main" aria-busy={save.isPending}>
              {common("save")}
            </Button>
            {formState.isDirty ? (
              <Button variant="quiet" onClick={() => reset()}>
                {common("discard")}
              </Button>
            ) : null}
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
