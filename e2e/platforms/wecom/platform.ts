import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Delivery } from "./deliver";
import type { Media } from "./media";
import type { World } from "./world";

export interface WecomOptions {
  port: number;
  /** The suite: its id and secret. */
  appId: string;
  appSecret: string;
  /** Signs what the suite is sent; with `aesKey` it is sealed. */
  verifyToken: string;
  aesKey?: string;
  /** Where the suite is told of tickets and consents; callbacks of corporations go to the same with the corporation behind. */
  webhookUrl?: string;
  /** How browsers and the product reach this simulator; its own address when left out. */
  publicUrl?: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Pauses between the three attempts. */
  retryDelaysMs?: number[];
  answerTimeoutMs?: number;
  /** How long tokens live. */
  tokenSeconds?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: WecomOptions;
  world: World;
  control: Control;
  live: Live;
  media: Media;
  delivery: Delivery;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/** 43 characters: what the suite's notices are sealed with where nobody chose a key. */
export const DEFAULT_AES_KEY = "Kq3Ls9Vu5Ra8Ei2Ob6CZr5Tn8Wb2Kc6Yd1Pf4Mg7Xh0";
