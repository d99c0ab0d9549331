import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Webhooks } from "./webhooks";
import type { Account, World } from "./world";

export interface LineOptions {
  port: number;
  /** The demo account's secret follows from it. */
  appSecret: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Takes webhooks and files at http://localhost too: for one machine, as the real platform never does. */
  isLocalAllowed?: boolean;
  /** First pause before a webhook is sent again; doubles to a minute. */
  retryBaseMs?: number;
  answerTimeoutMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: LineOptions;
  world: World;
  control: Control;
  live: Live;
  webhooks: Webhooks;
  /** Bytes of messages, by message id. */
  files: Map<string, Buffer>;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/** A call with a good token. */
export interface Method {
  platform: Platform;
  account: Account;
  body: Record<string, unknown>;
  headers: Record<string, string | string[] | undefined>;
}
