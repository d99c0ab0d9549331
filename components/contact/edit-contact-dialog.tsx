"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import * as z from "zod";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { useErrorWords } from "@/components/trpc/use-error-words";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notifyError } from "@/components/ui/toast";
import { type ContactView, email, phone } from "@/lib/schemas/contact";

/** Empty means: nothing known. The rest is what the server takes. */
const form = z.object({ name: z.string().max(200), email: z.union([z.literal(""), email]), phone: z.union([z.literal(""), phone]) });
type Values = z.input<typeof form>;

export function EditContactDialog({ contact, onClose }: { contact: ContactView; onClose(): void }) {
  const t = useTranslations("contact");
  const common = useTranslations("common");
  const wordsFor = useErrorWords();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const values: Values = { name: contact.name ?? "", email: contact.email ?? "", phone: contact.phone ?? "" };
  const { register, handleSubmit, formState } = useForm<Values>({ resolver: zodResolver(form), defaultValues: values, mode: "onBlur" });
  const save = handleSubmit(async (given) => {
    const change = { name: given.name.trim() || null, email: given.email || null, phone: given.phone || null };
    try {
      await client.contacts.update.mutate({ id: contact.id, expectedVersion: contact.version, ...change });
      await queryClient.invalidateQueries(trpc.contacts.get.queryFilter({ id: contact.id }));
      onClose();
    } catch (error) {
      const isConflict = publicErrorOf(error)?.code === "conflict";
      if (isConflict) queryClient.invalidateQueries(trpc.contacts.get.queryFilter({ id: contact.id }));
      notifyError(t("saveFailed"), isConflict ? t("conflict") : wordsFor(error));
    }
  });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("editTitle")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="quiet">{common("cancel")}</Button>
            </DialogClose>
            <Button variant="main" type="submit" form="edit-contact">
              {common("save")}
            </Button>
          </>
        }
      >
        <form id="edit-contact" noValidate onSubmit={save} className="flex flex-col gap-4">
          <Field label={t("name")} error={formState.errors.name && t("nameTooLong")}>
            <Input autoComplete="off" {...register("name")} />
          </Field>
          <Field label={t("email")} error={formState.errors.email && t("emailInvalid")}>
            <Input type="email" autoComplete="off" {...register("email")} />
          </Field>
          <Field label={t("phone")} error={formState.errors.phone && t("phoneInvalid")}>
            <Input type="tel" autoComplete="off" {...register("phone")} />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
