"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { resetPasswordInput } from "@/lib/schemas/people";
import { FormAlert } from "./form-alert";
import { requestSignIn } from "./sign-in-request";
import { PasswordField } from "./text-field";
import { useErrorText } from "./use-error-text";
import { useServerFields } from "./use-server-fields";

/** A new password by the link of a mail, and straight in with it. Opening the link changes nothing: mail scanners open links. */
export function ResetForm({ token }: { token: string }) {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const reset = useMutation(useTRPC().session.resetPassword.mutationOptions());
  const form = useForm({ resolver: zodResolver(resetPasswordInput), mode: "onTouched", defaultValues: { token, password: "" } });
  useServerFields(form, reset.error);
  const submit = form.handleSubmit(async (values) => {
    const done = await reset.mutateAsync(values).catch(() => null);
    if (!done) return;
    const code = await requestSignIn(done.email, values.password);
    window.location.assign(code === null ? "/w" : "/sign-in");
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <PasswordField
        label={t("newPassword")}
        help={t("passwordHelp")}
        field={form.register("password")}
        error={form.formState.errors.password?.message}
        autoComplete="new-password"
        autoFocus
      />
      <FormAlert message={ofFailure(reset.error)} />
      <Button type="submit" variant="main" size="lg" aria-busy={form.formState.isSubmitting}>
        {t("resetAction")}
      </Button>
      {reset.error ? (
        <Link href="/forgot-password" className="self-center text-accent-ink text-sm hover:underline">
          {t("askAgain")}
        </Link>
      ) : null}
    </form>
  );
}
