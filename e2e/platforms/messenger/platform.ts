import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Webhooks } from "../shared/meta-webhooks";
import type { Media } from "../shared/signed-media";
import type { World } from "./world";

export interface MessengerOptions {
  port: number;
  appId: string;
  appSecret: string;
  verifyToken: string;
  /** Where events go; may be set later at the control endpoint. */
  webhookUrl?: string;
  /** How browsers and the product reach this simulator; its own address when left out. */
  publicUrl?: string;
  /** Where the simulated Instagram is: accounts that are linked to Pages sign in and speak here as well. */
  instagramUrl?: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Pauses between attempts; after the last one the subscription is dropped, silently. */
  retryDelaysMs?: number[];
  answerTimeoutMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: MessengerOptions;
  world: World;
  control: Control;
  live: Live;
  media: Media;
  webhooks: Webhooks;
  /** Long and short user tokens and one-time codes; forgotten at a restart, as nobody keeps them. */
  grants: Map<string, Grant>;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

export interface Grant {
  kind: "code" | "short" | "long";
  pageIds: string[];
  redirectUri: string;
}

/** The person who clicks "Allow". */
export const USER = { id: "218471", name: "Maya Lindqvist" };
