import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Statuses } from "./statuses";
import type { Webhooks } from "./webhooks";
import type { Account, World } from "./world";

export interface SmsOptions {
  port: number;
  /** The demo account's token follows from it. */
  appSecret: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Between two statuses of a message. */
  statusDelayMs?: number;
  answerTimeoutMs?: number;
  retryDelayMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: SmsOptions;
  world: World;
  control: Control;
  live: Live;
  webhooks: Webhooks;
  statuses: Statuses;
  /** Bytes of media, by sid. */
  files: Map<string, Buffer>;
  /** Where this platform is reached. */
  baseUrl(): string;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/** A call of an account that has signed in. */
export interface Method {
  platform: Platform;
  account: Account;
  form: URLSearchParams;
  query: URLSearchParams;
}
