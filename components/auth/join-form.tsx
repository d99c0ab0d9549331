"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { joinInput } from "@/lib/schemas/people";
import { FormAlert } from "./form-alert";
import { requestSignIn } from "./sign-in-request";
import { PasswordField, TextField } from "./text-field";
import { useErrorText } from "./use-error-text";
import { useServerFields } from "./use-server-fields";

/** An invited person without an account makes one and is in. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const locale = useLocale();
  const join = useMutation(useTRPC().session.join.mutationOptions());
  const form = useForm({ resolver: zodResolver(joinInput), mode: "onTouched", defaultValues: { token, name: "", password: "", locale } });
  const { errors, isSubmitting } = form.formState;
  useServerFields(form, join.error);
  const submit = form.handleSubmit(async (values) => {
    const joined = await join.mutateAsync({ ...values, locale }).catch(() => null);
    if (!joined) return;
    const code = await requestSignIn(joined.email, values.password);
    window.location.assign(code === null ? `/w/${joined.slug}/inbox` : "/sign-in");
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {/* For password managers: whose password this will be. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <TextField label={t("name")} field={form.register("name")} error={errors.name?.message} autoComplete="name" autoFocus />
      <PasswordField
        label={t("password")}
        help={t("passwordHelp")}
        field={form.register("password")}
        error={errors.password?.message}
        autoComplete="new-password"
      />
      <FormAlert message={ofFailure(join.error)} />
      <Button type="submit" variant="main" size="lg" aria-busy={isSubmitting}>
        {t("joinAction")}
      </Button>
    </form>
  );
}
