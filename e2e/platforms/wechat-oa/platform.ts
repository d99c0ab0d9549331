import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Delivery } from "./deliver";
import type { Media } from "./media";
import type { World } from "./world";

export interface WechatOptions {
  port: number;
  /** Our platform's own app: component_appid and its secret. */
  appId: string;
  appSecret: string;
  /** Signs what the platform is sent; with `aesKey` it is sealed. */
  verifyToken: string;
  aesKey?: string;
  /** Where the platform is told of tickets and authorisations; messages go to the same with the account behind. */
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
  options: WechatOptions;
  world: World;
  control: Control;
  live: Live;
  media: Media;
  delivery: Delivery;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/** 43 characters: what the platform's messages are sealed with where nobody chose a key. */
export const DEFAULT_AES_KEY = "Zr5Tn8Wb2Kc6Yd1Pf4Mg7Xh0Jq3Ls9Vu5Ra8Ei2Ob6C";
