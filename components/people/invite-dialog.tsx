"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import type * as z from "zod";
import { FormAlert } from "@/components/auth/form-alert";
import { TextField } from "@/components/auth/text-field";
import { useErrorText } from "@/components/auth/use-error-text";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/toast";
import { INVITED_ROLES, inviteInput } from "@/lib/schemas/people";
import { RoleSelect } from "./role-select";

const FORM_ID = "invite-form";

interface InviteDialogProps {
  isOpen: boolean;
  setIsOpen(isOpen: boolean): void;
}

/** An address and a role; a link goes out by mail. */
export function InviteDialog({ isOpen, setIsOpen }: InviteDialogProps) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const buttons = (
    <>
      <DialogClose asChild>
        <Button>{common("cancel")}</Button>
      </DialogClose>
      <Button type="submit" form={FORM_ID} variant="main">
        {t("sendInvitation")}
      </Button>
    </>
  );
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogContent title={t("inviteTitle")} description={t("inviteLead")} footer={buttons}>
        <InviteForm close={() => setIsOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function InviteForm({ close }: { close(): void }) {
  const t = useTranslations("people");
  const auth = useTranslations("auth");
  const { ofFailure } = useErrorText();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { register, control, handleSubmit, formState, watch } = useForm({
    resolver: zodResolver(inviteInput),
    mode: "onTouched",
    defaultValues: { email: "", role: "agent" as z.input<typeof inviteInput>["role"] },
  });
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      onSuccess: (_, { email }) => {
        notify(t("invited", { email }));
        close();
      },
      onSettled: () => client.invalidateQueries(trpc.people.pathFilter()),
    }),
  );
  return (
    <form id={FORM_ID} onSubmit={handleSubmit((values) => invite.mutate(values))} noValidate className="flex flex-col gap-4 pt-1">
      <TextField label={auth("email")} field={register("email")} error={formState.errors.email?.message} type="email" autoComplete="off" autoFocus />
      <Controller
        control={control}
        name="role"
        render={({ field }) => (
          <Field label={t("role")} help={t(`roleHelp.${watch("role")}`)}>
            <RoleSelect value={field.value} roles={INVITED_ROLES} onChange={field.onChange} />
          </Field>
        )}
      />
      <FormAlert message={ofFailure(invite.error)} />
    </form>
  );
}
