import type { ChannelConfig, Gateway, Health, Poll, SendResult, Transport } from "@/server/channels/contract";
import type { MailPart } from "./payload";

/** A mail that leaves, and its files. */
export interface Outgoing<C> {
  mail: MailPart;
  files: Uint8Array[];
  config: ChannelConfig<C>;
}

/** One way in which mailboxes are reached: what brings mails, what takes them away, and whether it still works. */
export interface Way<C> {
  /** Absent where mails are brought to us. */
  pull?: Poll<C>["pull"];
  /** Ends only with its signal; rings `pull` when there may be something. */
  watch?: Gateway<C>["run"];
  /** Throws SendError. */
  submit(outgoing: Outgoing<C>, transport: Transport): Promise<SendResult>;
  check: Health<C>["check"];
  /** Asks the provider to tell us of new mail; harmless when repeated. */
  subscribe?(config: ChannelConfig<C>, transport: Transport): Promise<void>;
  unsubscribe?(config: ChannelConfig<C>, transport: Transport): Promise<void>;
}
