"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod";
import { Button } from "@/components/ui/button";
import { emailInput } from "@/lib/schemas/people";
import { FormAlert } from "./form-alert";
import { GoogleButton } from "./google-button";
import { requestSignIn } from "./sign-in-request";
import { PasswordField, TextField } from "./text-field";
import { useErrorText } from "./use-error-text";

const input = z.object({ email: emailInput, password: z.string().min(1, "required") });

interface SignInFormProps {
  /** A path of ours. */
  next: string;
  hasGoogle: boolean;
  /** From the address bar, after a sign-in that failed elsewhere. */
  errorCode?: string;
  email?: string;
}

export function SignInForm({ next, hasGoogle, errorCode, email }: SignInFormProps) {
  const t = useTranslations("auth");
  const { ofSignIn } = useErrorText();
  const [failure, setFailure] = useState(errorCode ?? null);
  const { register, handleSubmit, formState, setFocus } = useForm({
    resolver: zodResolver(input),
    mode: "onTouched",
    defaultValues: { email: email ?? "", password: "" },
  });
  const submit = handleSubmit(async (values) => {
    const code = await requestSignIn(values.email, values.password);
    setFailure(code);
    // A full load: language and theme of this person came with the cookie.
    if (code === null) window.location.assign(next);
    else setFocus("password", { shouldSelect: true });
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField label={t("email")} field={register("email")} error={formState.errors.email?.message} type="email" autoComplete="username" autoFocus={!email} />
      <PasswordField
        label={t("password")}
        field={register("password")}
        error={formState.errors.password?.message}
        autoComplete="current-password"
        autoFocus={Boolean(email)}
      />
      <FormAlert message={failure && ofSignIn(failure)} />
      <Button type="submit" variant="main" size="lg" aria-busy={formState.isSubmitting}>
        {t("signInAction")}
      </Button>
      {hasGoogle ? <GoogleButton next={next} /> : null}
      <Link href="/forgot-password" className="self-center text-accent-ink text-sm hover:underline">
        {t("forgot")}
      </Link>
    </form>
  );
}
