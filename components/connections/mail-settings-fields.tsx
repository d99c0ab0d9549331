import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import { knowsPlusAddresses } from "@/lib/mail-providers";
import type { ChannelView } from "./types";

export interface MailValues {
  senderName: string;
  /** Null: as is usual for the address. */
  plusAddresses: boolean | null;
  signature: string;
}

export function mailValuesOf({ settings }: ChannelView): MailValues {
  const { senderName, plusAddresses, signature } = settings;
  return {
    senderName: typeof senderName === "string" ? senderName : "",
    plusAddresses: typeof plusAddresses === "boolean" ? plusAddresses : null,
    signature: typeof signature === "string" ? signature : "",
  };
}

export const mailChangeOf = ({ plusAddresses, ...values }: MailValues) => ({ ...values, ...(plusAddresses !== null && { plusAddresses }) });

interface MailSettingsFieldsProps {
  channel: ChannelView;
  values: MailValues;
  set(change: Partial<MailValues>): void;
}

/** How a mailbox writes: its sender's name, the tagged reply address, the signature. */
export function MailSettingsFields({ channel, values, set }: MailSettingsFieldsProps) {
  const t = useTranslations("mailbox");
  const example = channel.accountId.replace("@", "+r.…@");
  return (
    <>
      <Field label={t("name")} help={t("nameHelp")}>
        <Input value={values.senderName} onChange={(e) => set({ senderName: e.target.value })} maxLength={100} />
      </Field>
      <Field label={t("plusAddresses")} help={t("plusAddressesHelp", { example })}>
        <Switch
          checked={values.plusAddresses ?? knowsPlusAddresses(channel.accountId.split("@").at(-1) ?? "")}
          onCheckedChange={(plusAddresses) => set({ plusAddresses })}
        />
      </Field>
      <Field label={t("signature")} help={t("signatureHelp")}>
        <Textarea value={values.signature} onChange={(e) => set({ signature: e.target.value })} rows={4} maxLength={2000} />
      </Field>
    </>
  );
}
