"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ChannelMade } from "./channel-made";
import type { ChannelKind } from "./types";

/** Connects a kind by token, or makes a built-in one. What the maker may see only once is shown before the dialog closes. */
export function ConnectDialog({ kind }: { kind: ChannelKind }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const cache = useQueryClient();
  const connect = useMutation(
    trpc.channels.connectWithToken.mutationOptions({ onSuccess: () => cache.invalidateQueries({ queryKey: trpc.channels.list.queryKey() }) }),
  );
  if (connect.data) return <ChannelMade kind={kind} made={connect.data} />;
  return (
    <ConnectForm
      kind={kind}
      error={publicErrorOf(connect.error)?.publicMessage ?? (connect.error ? t("failed") : undefined)}
      isPending={connect.isPending}
      onSubmit={connect.mutate}
    />
  );
}

interface ConnectFormProps {
  kind: ChannelKind;
  error: string | undefined;
  isPending: boolean;
  onSubmit(input: { kind: string; name: string; credentials: Record<string, unknown> }): void;
}

function ConnectForm({ kind, error, isPending, onSubmit }: ConnectFormProps) {
  const t = useTranslations("channels");
  const [name, setName] = useState("");
  const [token, setToken] = useState("");
  const needsToken = kind.connects === "token";
  const formId = `connect-${kind.kind}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const webhookSecret = crypto.randomUUID().replaceAll("-", "");
    onSubmit({ kind: kind.kind, name: name.trim(), credentials: needsToken ? { botToken: token.trim(), webhookSecret } : {} });
  };
  return (
    <DialogContent
      title={t("connectTitle", { title: kind.title })}
      footer={
        <>
          <DialogClose asChild>
            <Button variant="quiet">{t("cancel")}</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="main" disabled={isPending}>
            {isPending ? t("checking") : needsToken ? t("connect") : t("add")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {needsToken ? (
          <Field label={t("botToken")} help={t("botTokenHelp")} error={error}>
            <Input value={token} onChange={(e) => setToken(e.target.value)} autoComplete="off" spellCheck={false} required placeholder="123456789:AA…" />
          </Field>
        ) : null}
        <Field label={t("name")} help={t("nameHelp")} error={needsToken ? undefined : error}>
          <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={200} />
        </Field>
      </form>
    </DialogContent>
  );
}
