"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/toast";
import { MailSettingsFields, type MailValues, mailChangeOf, mailValuesOf } from "./mail-settings-fields";
import type { ChannelView } from "./types";

const DEFAULT_REOPEN_DAYS = 14;
const DEFAULT_COLOR = "#4553d6";

interface Values {
  name: string;
  reopenDays: number;
  title: string;
  greeting: string;
  color: string;
  allowedDomains: string;
  mail: MailValues;
}

function valuesOf(channel: ChannelView): Values {
  const { reopenDays, title, greeting, color, allowedDomains } = channel.settings;
  return {
    name: channel.name,
    reopenDays: typeof reopenDays === "number" ? reopenDays : DEFAULT_REOPEN_DAYS,
    title: typeof title === "string" ? title : "",
    greeting: typeof greeting === "string" ? greeting : "",
    color: typeof color === "string" ? color : DEFAULT_COLOR,
    allowedDomains: Array.isArray(allowedDomains) ? allowedDomains.join(" ") : "",
    mail: mailValuesOf(channel),
  };
}

function changeOf(values: Values, { kind, capabilities }: ChannelView) {
  const widget = {
    title: values.title,
    greeting: values.greeting,
    color: values.color,
    allowedDomains: values.allowedDomains.split(/[\s,]+/).filter(Boolean),
  };
  return {
    name: values.name,
    settings: { reopenDays: values.reopenDays, ...(kind === "widget" && widget), ...(capabilities?.mail && mailChangeOf(values.mail)) },
  };
}

/** The channel's name, when a resolved conversation reopens and, for the widget and for mail, how it appears. */
export function ChannelSettings({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [values, setValues] = useState(() => valuesOf(channel));
  const update = useMutation(
    trpc.channels.update.mutationOptions({
      onSuccess: () => {
        notify(t("saved"));
        return cache.invalidateQueries({ queryKey: trpc.channels.pathKey() });
      },
    }),
  );
  const errors = new Map(publicErrorOf(update.error)?.fields.map((field) => [field.field.split(".").at(-1), field.message]));
  const set = (change: Partial<Values>) => setValues({ ...values, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ id: channel.id, change: changeOf(values, channel) });
  };
  return (
    <Card>
      <CardHeader title={t("settings")} />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label={t("name")} error={errors.get("name")}>
            <Input value={values.name} onChange={(e) => set({ name: e.target.value })} maxLength={200} required />
          </Field>
          <Field label={t("reopenDays")} help={t("reopenDaysHelp")} error={errors.get("reopenDays")}>
            <Input
              type="number"
              min={0}
              max={365}
              value={values.reopenDays}
              onChange={(e) => set({ reopenDays: e.target.valueAsNumber || 0 })}
              className="w-28"
            />
          </Field>
          {channel.capabilities?.mail ? (
            <MailSettingsFields channel={channel} values={values.mail} set={(change) => set({ mail: { ...values.mail, ...change } })} />
          ) : null}
          {channel.kind === "widget" ? <WidgetFields values={values} set={set} errors={errors} /> : null}
          {update.error && errors.size === 0 ? <p className="text-danger text-xs">{publicErrorOf(update.error)?.publicMessage ?? t("failed")}</p> : null}
          <Button type="submit" variant="main" className="self-start" disabled={update.isPending}>
            {t("save")}
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}

function WidgetFields({ values, set, errors }: { values: Values; set(change: Partial<Values>): void; errors: Map<string | undefined, string> }) {
  const t = useTranslations("channels");
  return (
    <>
      <Field label={t("widgetTitle")} error={errors.get("title")}>
        <Input value={values.title} onChange={(e) => set({ title: e.target.value })} maxLength={60} />
      </Field>
      <Field label={t("greeting")} error={errors.get("greeting")}>
        <Input value={values.greeting} onChange={(e) => set({ greeting: e.target.value })} maxLength={200} />
      </Field>
      <Field label={t("colour")} help={t("colourHelp")} error={errors.get("colour")}>
        <Input type="color" value={values.color} onChange={(e) => set({ color: e.target.value })} className="w-20 p-1" />
      </Field>
      <Field label={t("origins")} help={t("originsHelp")} error={errors.get("allowedDomains")}>
        <Input value={values.allowedDomains} onChange={(e) => set({ allowedDomains: e.target.value })} placeholder="https://www.example.com" />
      </Field>
    </>
  );
}
