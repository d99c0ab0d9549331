"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { forgotPasswordInput } from "@/lib/schemas/people";
import { CheckMail } from "./check-mail";
import { FormAlert } from "./form-alert";
import { TextField } from "./text-field";
import { useErrorText } from "./use-error-text";

/** Asks for a link; the answer is the same whether or not the address has an account. */
export function ForgotForm() {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const ask = useMutation(useTRPC().session.forgotPassword.mutationOptions());
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(forgotPasswordInput), mode: "onTouched", defaultValues: { email: "" } });
  if (ask.isSuccess) return <CheckMail text={t("forgotSentText", { email: ask.variables.email })} />;
  return (
    <form onSubmit={handleSubmit((values) => ask.mutate(values))} noValidate className="flex flex-col gap-4">
      <TextField label={t("email")} field={register("email")} error={formState.errors.email?.message} type="email" autoComplete="username" autoFocus />
      <FormAlert message={ofFailure(ask.error)} />
      <Button type="submit" variant="main" size="lg" aria-busy={ask.isPending}>
        {t("forgotAction")}
      </Button>
    </form>
  );
}
