"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { FormAlert } from "@/components/auth/form-alert";
import { TextField } from "@/components/auth/text-field";
import { useErrorText } from "@/components/auth/use-error-text";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { notify } from "@/components/ui/toast";
import type { Locale } from "@/lib/locales";
import { workspaceInput } from "@/lib/schemas/people";
import { LocaleField } from "./locale-field";

const ZONES_ID = "time-zones";

interface WorkspaceFormProps {
  workspace: { name: string; timeZone: string; locale: Locale };
  timeZones: string[];
}

/** Name, time zone and language of the workspace. */
export function WorkspaceForm({ workspace, timeZones }: WorkspaceFormProps) {
  const t = useTranslations("people");
  const [auth, common] = [useTranslations("auth"), useTranslations("common")];
  const { ofFailure } = useErrorText();
  const router = useRouter();
  const { register, control, handleSubmit, formState, reset } = useForm({ resolver: zodResolver(workspaceInput), mode: "onTouched", defaultValues: workspace });
  const onSuccess = (_: unknown, values: WorkspaceFormProps["workspace"]) => {
    reset(values);
    notify(t("saved"));
    router.refresh();
  };
  const save = useMutation(useTRPC().tenants.update.mutationOptions({ onSuccess }));
  return (
    <Card>
      <CardBody>
        <form onSubmit={handleSubmit((values) => save.mutate(values))} noValidate className="flex max-w-md flex-col gap-4">
          <TextField label={t("workspaceName")} field={register("name")} error={formState.errors.name?.message} autoComplete="organization" />
          <TextField label={auth("timeZone")} field={register("timeZone")} error={formState.errors.timeZone?.message} list={ZONES_ID} autoComplete="off" />
          <datalist id={ZONES_ID}>
            {timeZones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <Controller
            control={control}
            name="locale"
            render={({ field }) => (
              <LocaleField label={t("workspaceLanguage")} help={t("workspaceLanguageHelp")} value={field.value} onChange={field.onChange} />
            )}
          />
          <FormAlert message={ofFailure(save.error)} />
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" variant="main" aria-busy={save.isPending}>
              {common("save")}
            </Button>
            {formState.isDirty ? (
              <Button variant="quiet" onClick={() => reset()}>
                {common("discard")}
              </Button>
            ) : null}
            <Link href="/new-workspace" className="ml-auto text-accent-ink text-sm hover:underline">
              {t("newWorkspace")}
            </Link>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
