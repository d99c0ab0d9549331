import * as z from "zod";
import { knowsPlusAddresses } from "@/lib/mail-providers";

/** What a mailbox's channel settings may hold; also in channelSettings. */
export const mailSettingsShape = {
  /** The name beside the address in what leaves; without it the channel's. */
  senderName: z.string().trim().max(100).optional(),
  /** Answers to `support+r.…@`: off where the server does not know such addresses. */
  plusAddresses: z.boolean().optional(),
  /** Below every answer, as plain text. */
  signature: z.string().max(2_000).optional(),
};

const stored = z.object(mailSettingsShape);

export interface MailSettings {
  senderName: string;
  usesPlusAddresses: boolean;
  signature: string | null;
}

/** How a mailbox writes: what its people chose, else what is usual for its address. Settings that do not fit count as not chosen. */
export function mailSettings(channel: { name: string; accountId: string; settings: unknown }): MailSettings {
  const { senderName, plusAddresses, signature } = stored.safeParse(channel.settings).data ?? {};
  const domain = channel.accountId.split("@").at(-1) ?? "";
  return {
    senderName: senderName || channel.name,
    usesPlusAddresses: plusAddresses ?? knowsPlusAddresses(domain),
    signature: signature?.trim() || null,
  };
}
