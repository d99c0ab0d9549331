import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { World } from "./world";

export interface GmailOptions {
  port: number;
  appId: string;
  appSecret: string;
  /** The token in the push subscription's address. */
  verifyToken: string;
  /** Where the product listens; the push goes to /api/webhooks/email/gmail of the same host. */
  webhookUrl: string;
  stateFile?: string;
  /** How long an access token lives. */
  tokenSeconds?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: GmailOptions;
  world: World;
  control: Control;
  live: Live;
  /** Codes that a consent gave, good once. */
  codes: Map<string, { address: string; redirectUri: string }>;
  changed(): void;
  /** Tells whoever watches this mailbox that something happened. */
  push(address: string): void;
}
