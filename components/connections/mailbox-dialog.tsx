"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { publicErrorOf } from "@/components/trpc/public-error";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MailServerFields } from "./mail-server-fields";
import { MailStepsList, stepsOf } from "./mail-steps";
import { MailboxMade } from "./mailbox-made";
import { useConnect } from "./use-connect";
import { useMailServers } from "./use-mail-servers";

const FORM = "connect-email";

interface MailboxDialogProps {
  kind: string;
  way: string;
  /** The kind's other ways, where it has any. */
  picker: ReactNode;
}

/** Connects a mailbox: address and password, the servers found by themselves and open to who knows better. */
export function MailboxDialog({ kind, way, picker }: MailboxDialogProps) {
  const t = useTranslations("mailbox");
  const common = useTranslations("channels");
  const mailbox = useMailServers();
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const connect = useConnect();
  const problem = useProblem(connect.error);
  if (connect.made) return <MailboxMade address={mailbox.address} channelId={connect.made.channelId} />;
  const { provider, servers, user } = mailbox;
  const mustSignIn = provider?.secret === "oauth";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const access = { user, password };
    const credentials = { address: mailbox.address, imap: { ...servers.imap, ...access }, smtp: { ...servers.smtp, ...access } };
    connect.mutate({ kind, method: way, name: name.trim(), credentials });
  };
  return (
    <DialogContent
      title={t("title")}
      description={t("lead")}
      footer={
        <>
          <DialogClose asChild>
            <Button variant="quiet">{common("cancel")}</Button>
          </DialogClose>
          <Button type="submit" form={FORM} variant="main" disabled={connect.isPending || mustSignIn}>
            {connect.isPending ? common("checking") : common("connect")}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3">
        {picker}
        <Field label={t("address")} error={problem.field === "address" ? problem.text : undefined}>
          <Input
            type="email"
            value={mailbox.address}
            onChange={(e) => mailbox.setAddress(e.target.value)}
            onBlur={mailbox.leaveAddress}
            autoComplete="off"
            required
          />
        </Field>
        <Field label={t("password")} help={t(`secretHelp.${provider?.secret ?? "password"}`, { name: provider?.name ?? "" })}>
          <Input type="password" value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="new-password" required={!mustSignIn} />
        </Field>
        <Field label={t("senderName")} help={t("senderNameHelp")}>
          <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={200} />
        </Field>
        <details className="rounded-control border border-line px-3 py-2" open={problem.isAboutServers || undefined}>
          <summary className="cursor-pointer text-ink-2 text-sm">
            {t("servers")}
            {mailbox.isWhole ? (
              <span className="block text-ink-3 text-xs">
                {t(provider ? "serversFound" : "serversGuessed", { imap: servers.imap.host, smtp: servers.smtp.host })}
              </span>
            ) : null}
          </summary>
          <div className="mt-3 flex flex-col gap-4">
            <MailServerFields side="imap" value={servers.imap} onChange={(imap) => mailbox.choose({ imap })} />
            <MailServerFields side="smtp" value={servers.smtp} onChange={(smtp) => mailbox.choose({ smtp })} />
            <Field label={t("user")} help={t("userHelp")}>
              <Input value={user} onChange={(e) => mailbox.choose({ user: e.target.value })} autoComplete="off" spellCheck={false} required />
            </Field>
          </div>
        </details>
        {connect.isPending || problem.side ? <MailStepsList steps={stepsOf({ isPending: connect.isPending, failed: problem.side })} /> : null}
        {problem.text && problem.field === null ? (
          <p role="alert" className="text-danger text-sm">
            {problem.text}
          </p>
        ) : null}
      </form>
    </DialogContent>
  );
}

const PROBLEMS = ["password", "app-password", "oauth", "host", "refused", "certificate", "plain", "protocol", "silence", "busy"] as const;
type Problem = (typeof PROBLEMS)[number];

/** What the server's refusal says, in the reader's language: which side, why, and whether the servers' fields are to be looked at. */
function useProblem(error: unknown): { side: "imap" | "smtp" | null; field: "address" | null; text: string | undefined; isAboutServers: boolean } {
  const t = useTranslations("mailbox");
  const common = useTranslations("channels");
  const none = { side: null, field: null, text: undefined, isAboutServers: false };
  if (!error) return none;
  const known = publicErrorOf(error);
  const [, side, why] = /^(imap|smtp)-(.+)$/.exec(String(known?.data?.code ?? "")) ?? [];
  if (!side || !(PROBLEMS as readonly string[]).includes(why ?? "")) {
    const field = known?.fields.some((at) => at.field === "credentials.address") ? "address" : null;
    return { ...none, field, text: known?.publicMessage ?? common("failed") };
  }
  const isAboutServers = why !== "password" && why !== "app-password" && why !== "oauth";
  return { side: side as "imap" | "smtp", field: null, text: t(`problem.${why as Problem}`, { side: t(side as "imap" | "smtp") }), isAboutServers };
}
