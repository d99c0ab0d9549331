"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { newWorkspaceInput } from "@/lib/schemas/people";
import { FormAlert } from "./form-alert";
import { TextField } from "./text-field";
import { useErrorText } from "./use-error-text";

/** Another workspace for who is signed in. */
export function NewWorkspaceForm() {
  const t = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const locale = useLocale();
  const create = useMutation(useTRPC().tenants.create.mutationOptions({ onSuccess: ({ slug }) => window.location.assign(`/w/${slug}/inbox`) }));
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(newWorkspaceInput),
    mode: "onTouched",
    defaultValues: { company: "", timeZone: "UTC", locale },
  });
  const submit = handleSubmit((values) => create.mutate({ ...values, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale }));
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label={t("company")}
        help={t("companyHelp")}
        field={register("company")}
        error={formState.errors.company?.message}
        autoComplete="organization"
        autoFocus
      />
      <FormAlert message={ofFailure(create.error)} />
      <Button type="submit" variant="main" size="lg" aria-busy={create.isPending}>
        {t("signUpAction")}
      </Button>
    </form>
  );
}
