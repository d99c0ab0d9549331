import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Updates } from "./updates";
import type { Bot, StoredFile, World } from "./world";

export interface TelegramOptions {
  port: number;
  /** The demo bot's token follows from it. */
  appSecret: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Takes webhooks at http://localhost too, on any port: for one machine, as the real platform never does. */
  isLocalAllowed?: boolean;
  /** First pause before an update is tried again; doubles to a minute. */
  retryBaseMs?: number;
  answerTimeoutMs?: number;
}

export interface Files {
  put(file: { bytes: Buffer; name: string; mimeType: string; sizeBytes?: number }): StoredFile;
  find(fileId: string): StoredFile | undefined;
  bytes(path: string): Buffer | undefined;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: TelegramOptions;
  world: World;
  control: Control;
  live: Live;
  updates: Updates;
  files: Files;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

export interface Method {
  platform: Platform;
  bot: Bot;
  params: Record<string, unknown>;
  /** Uploads of a multipart call, by field. */
  uploads: Map<string, { bytes: Buffer; name: string; mimeType: string }>;
}
