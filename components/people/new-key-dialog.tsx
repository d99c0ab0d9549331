"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod";
import { FormAlert } from "@/components/auth/form-alert";
import { TextField } from "@/components/auth/text-field";
import { useErrorText } from "@/components/auth/use-error-text";
import { CopyBox } from "@/components/connections/copy-box";
import { type Desk, useDesk } from "@/components/shell/desk-context";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { apiKeyInput } from "@/lib/schemas/people";

const FORM_ID = "new-key-form";
const ACCESS = ["full", "work", "read"] as const;
type Access = (typeof ACCESS)[number];
const ACCESS_LABELS = { full: "accessFull", work: "accessWork", read: "accessRead" } as const;

const input = apiKeyInput.pick({ name: true }).extend({ access: z.enum(ACCESS) });

/** The scopes behind a choice: never more than this person may. */
function scopesOf(access: Access, { seat, permissions }: Pick<Desk, "seat" | "permissions">): string[] {
  if (access === "full") return seat.role === "owner" ? ["*"] : permissions;
  return permissions.filter((permission) =>
    access === "read" ? permission.endsWith(".read") : /^(conversations|contacts|channels\.read|agents\.read)/.test(permission),
  );
}

interface NewKeyDialogProps {
  isOpen: boolean;
  setIsOpen(isOpen: boolean): void;
  onMade(): void;
}

/** Name and access, then the key, once. */
export function NewKeyDialog({ isOpen, setIsOpen, onMade }: NewKeyDialogProps) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const [key, setKey] = useState<string | null>(null);
  const show = (open: boolean) => {
    setIsOpen(open);
    setKey(null);
  };
  const made = (newKey: string) => {
    setKey(newKey);
    onMade();
  };
  const buttons = key ? (
    <DialogClose asChild>
      <Button variant="main">{t("done")}</Button>
    </DialogClose>
  ) : (
    <>
      <DialogClose asChild>
        <Button>{common("cancel")}</Button>
      </DialogClose>
      <Button type="submit" form={FORM_ID} variant="main">
        {t("newKey")}
      </Button>
    </>
  );
  return (
    <Dialog open={isOpen} onOpenChange={show}>
      <DialogContent title={key ? t("keyMadeTitle") : t("newKeyTitle")} description={key ? t("keyMadeText") : t("keysLead")} footer={buttons}>
        {key ? <CopyBox label={t("keysTitle")} text={key} /> : <NewKeyForm onMade={made} />}
      </DialogContent>
    </Dialog>
  );
}

function NewKeyForm({ onMade }: { onMade(key: string): void }) {
  const t = useTranslations("people");
  const { ofFailure } = useErrorText();
  const desk = useDesk();
  const create = useMutation(useTRPC().tenants.createApiKey.mutationOptions({ onSuccess: ({ key }) => onMade(key) }));
  const { register, control, handleSubmit, formState } = useForm({
    resolver: zodResolver(input),
    mode: "onTouched",
    defaultValues: { name: "", access: "full" as Access },
  });
  const submit = handleSubmit(({ name, access }) => create.mutate({ name, scopes: scopesOf(access, desk) }));
  return (
    <form id={FORM_ID} onSubmit={submit} noValidate className="flex flex-col gap-4 pt-1">
      <TextField label={t("keyName")} help={t("keyNameHelp")} field={register("name")} error={formState.errors.name?.message} autoComplete="off" autoFocus />
      <Controller
        control={control}
        name="access"
        render={({ field }) => (
          <Field label={t("keyAccess")}>
            <Select value={field.value} onValueChange={field.onChange} options={ACCESS.map((access) => ({ value: access, label: t(ACCESS_LABELS[access]) }))} />
          </Field>
        )}
      />
      <FormAlert message={ofFailure(create.error)} />
    </form>
  );
}
