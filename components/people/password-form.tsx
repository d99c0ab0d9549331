"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { FormAlert } from "@/components/auth/form-alert";
import { PasswordField } from "@/components/auth/text-field";
import { useErrorText } from "@/components/auth/use-error-text";
import { useServerFields } from "@/components/auth/use-server-fields";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { notify } from "@/components/ui/toast";
import { changePasswordInput } from "@/lib/schemas/people";

/** The current password, then the new one. */
export function PasswordForm() {
  const t = useTranslations("people");
  const auth = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const form = useForm({ resolver: zodResolver(changePasswordInput), mode: "onTouched", defaultValues: { current: "", password: "" } });
  const { errors } = form.formState;
  const onSuccess = () => {
    form.reset();
    notify(t("passwordChanged"));
  };
  const change = useMutation(useTRPC().session.changePassword.mutationOptions({ onSuccess }));
  useServerFields(form, change.error);
  return (
    <Card className="mt-6">
      <CardHeader title={t("passwordTitle")} description={t("passwordLead")} />
      <CardBody>
        <form onSubmit={form.handleSubmit((values) => change.mutate(values))} noValidate className="flex max-w-md flex-col gap-4">
          <PasswordField label={t("currentPassword")} field={form.register("current")} error={errors.current?.message} autoComplete="current-password" />
          <PasswordField
            label={auth("newPassword")}
            help={auth("passwordHelp")}
            field={form.register("password")}
            error={errors.password?.message}
            autoComplete="new-password"
          />
          <FormAlert message={ofFailure(change.error)} />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" aria-busy={change.isPending}>
              {t("changePassword")}
            </Button>
            <Link href="/forgot-password" className="text-accent-ink text-sm hover:underline">
              {t("setByMail")}
            </Link>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
