import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Mailbox, World } from "./world";

export interface MicrosoftOptions {
  port: number;
  appId: string;
  appSecret: string;
  stateFile?: string;
  /** Takes notification addresses at http://127.0.0.1 too: for one machine, as the real platform never does. */
  isLocalAllowed?: boolean;
  /** How long an access token lives. */
  tokenSeconds?: number;
  /** First pause before a notification is sent again; doubles. */
  retryBaseMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: MicrosoftOptions;
  world: World;
  control: Control;
  live: Live;
  /** Where it listens: links that it gives out begin so. */
  url(): string;
  /** Codes that a consent gave, good once. */
  codes: Map<string, { address: string; scope: string; redirectUri: string }>;
  /** Files on their way up. */
  uploads: Map<string, { mailId: string; address: string; name: string; type: string; sizeBytes: number; taken: number }>;
  changed(): void;
  /** Tells whoever subscribed to this inbox that a mail came in. */
  notify(mailbox: Mailbox, mailId: string): void;
}
