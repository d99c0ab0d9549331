"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ChannelMade } from "./channel-made";
import { ConnectFields, credentialsOf } from "./connect-fields";
import { ConnectSteps } from "./connect-steps";
import { MailboxDialog } from "./mailbox-dialog";
import type { ChannelKind, Way } from "./types";
import { useConnect } from "./use-connect";
import { useConsent } from "./use-consent";
import { useWords } from "./use-words";
import { WayPicker } from "./way-picker";

/** Connects a channel in whatever way its kind knows: all of it is the adapter's data. */
export function ConnectDialog({ kind }: { kind: ChannelKind }) {
  const open = kind.ways.filter((way) => way.isConfigured);
  const [name, setName] = useState(open[0]?.name);
  const way = kind.ways.find((one) => one.name === name) ?? kind.ways[0];
  if (!way) return null;
  const picker = kind.ways.length > 1 ? <WayPicker ways={kind.ways} chosen={way} onChoose={(chosen) => setName(chosen.name)} /> : null;
  if (way.form === "mailbox") return <MailboxDialog kind={kind.kind} way={way.name} picker={picker} />;
  return <WayDialog key={way.name} kind={kind} way={way} picker={picker} />;
}

function WayDialog({ kind, way, picker }: { kind: ChannelKind; way: Way; picker: React.ReactNode }) {
  const t = useTranslations("channels");
  const words = useWords();
  const consent = useConsent(kind);
  const [values, setValues] = useState<Record<string, string>>({});
  const [name, setName] = useState("");
  const connect = useConnect();
  if (connect.made) return <ChannelMade title={words(kind.title)} made={connect.made} />;
  const submit = (takeOver: boolean) => {
    if (way.how === "oauth") return consent.start(way.name);
    connect.mutate({ kind: kind.kind, method: way.name, name: name.trim(), credentials: credentialsOf(values), takeOver });
  };
  const formId = `connect-${kind.kind}`;
  const isElsewhere = publicErrorOf(connect.error)?.reason === "connected-elsewhere";
  const isPending = connect.isPending || consent.isPending;
  const labels = { oauth: words(way.title), token: t("connect"), "built-in": t("add") };
  return (
    <DialogContent
      title={t("connectTitle", { title: words(kind.title) })}
      footer={
        <>
          <DialogClose asChild>
            <Button variant="quiet">{t("cancel")}</Button>
          </DialogClose>
          {isElsewhere ? (
            <Button variant="danger" disabled={isPending} onClick={() => submit(true)}>
              {t("takeOver")}
            </Button>
          ) : null}
          <Button type="submit" form={formId} variant="main" disabled={isPending || !way.isConfigured}>
            {isPending ? t("checking") : labels[way.how]}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit(false);
        }}
      >
        {picker}
        {way.how === "built-in" ? null : <ConnectSteps steps={way.steps} values={{ host: ownAddress(), channelId: null, webhookUrl: way.webhookUrl }} />}
        <Answers way={way} error={connect.error} values={values} onChange={(field, value) => setValues({ ...values, [field]: value })} />
        {way.how === "oauth" ? null : (
          <Field label={t("name")} help={t("nameHelp")}>
            <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={200} />
          </Field>
        )}
      </form>
    </DialogContent>
  );
}

interface AnswersProps {
  way: Way;
  error: unknown;
  values: Record<string, string>;
  onChange(name: string, value: string): void;
}

/** The fields, each with what was wrong with it; an error of none of them below. */
function Answers({ way, error, values, onChange }: AnswersProps) {
  const t = useTranslations("channels");
  const known = publicErrorOf(error);
  const asked = way.fields.filter((field) => field.type !== "generated").map((field) => field.name);
  const errors = new Map((known?.fields ?? []).map((at) => [at.field.replace(/^credentials\./, ""), at.message]));
  const text = error ? (known?.reason === "connected-elsewhere" && t("connectedElsewhere")) || known?.publicMessage || t("failed") : null;
  const isPlaced = asked.some((name) => errors.has(name));
  // The platform refuses what was typed in: with a single field there is no doubt which.
  const only = asked.length === 1 ? asked[0] : undefined;
  if (text && !isPlaced && only) errors.set(only, text);
  return (
    <>
      <ConnectFields fields={way.fields} values={values} errors={errors} onChange={onChange} />
      {text && !isPlaced && !only ? (
        <p role="alert" className="text-danger text-sm">
          {text}
        </p>
      ) : null}
    </>
  );
}

/** None while the server draws the page: the dialog is closed there, yet what stands in it is made. */
function ownAddress(): string {
  return typeof window === "undefined" ? "" : window.location.origin;
}
