"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { signUpInput } from "@/lib/schemas/people";
import { CheckMail } from "./check-mail";
import { FormAlert } from "./form-alert";
import { requestSignIn } from "./sign-in-request";
import { PasswordField, TextField } from "./text-field";
import { useErrorText } from "./use-error-text";
import { useServerFields } from "./use-server-fields";

/** Company, name, address, password; time zone and language are the browser's. Ends in the new workspace. */
export function SignUpForm() {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const locale = useLocale();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const signUp = useMutation(useTRPC().session.signUp.mutationOptions());
  const form = useForm({
    resolver: zodResolver(signUpInput),
    mode: "onTouched",
    defaultValues: { company: "", name: "", email: "", password: "", timeZone: "UTC", locale },
  });
  const { register, setValue, formState } = form;
  const { errors } = formState;
  useServerFields(form, signUp.error);
  useEffect(() => {
    setValue("timeZone", Intl.DateTimeFormat().resolvedOptions().timeZone);
    setValue("locale", locale);
  }, [setValue, locale]);
  const submit = form.handleSubmit(async (values) => {
    const outcome = await signUp.mutateAsync(values).catch(() => null);
    if (outcome?.kind === "check-mail") setSentTo(values.email);
    if (outcome?.kind !== "ready") return;
    const code = await requestSignIn(values.email, values.password);
    window.location.assign(code === null ? `/w/${outcome.slug}/inbox` : "/sign-in");
  });
  if (sentTo) return <CheckMail text={t("checkMailText", { email: sentTo })} />;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("company")}
        help={t("companyHelp")}
        field={register("company")}
        error={errors.company?.message}
        autoComplete="organization"
        autoFocus
      />
      <TextField label={t("name")} field={register("name")} error={errors.name?.message} autoComplete="name" />
      <TextField label={t("email")} field={register("email")} error={errors.email?.message} type="email" autoComplete="username" />
      <PasswordField label={t("password")} help={t("passwordHelp")} field={register("password")} error={errors.password?.message} autoComplete="new-password" />
      <FormAlert message={ofFailure(signUp.error)} />
      <Button type="submit" variant="main" size="lg" aria-busy={formState.isSubmitting}>
        {t("signUpAction")}
      </Button>
    </form>
  );
}
