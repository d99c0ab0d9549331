import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Media } from "./media";
import type { Webhooks } from "./webhooks";
import type { World } from "./world";

export interface WhatsappOptions {
  port: number;
  appId: string;
  appSecret: string;
  verifyToken: string;
  /** Where events go; may be set later at the control endpoint. */
  webhookUrl?: string;
  /** How browsers and the product reach this simulator; its own address when left out. */
  publicUrl?: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Pauses between attempts; after the last one the event is given up. */
  retryDelaysMs?: number[];
  answerTimeoutMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: WhatsappOptions;
  world: World;
  control: Control;
  live: Live;
  media: Media;
  webhooks: Webhooks;
  /** One-time codes of the sign-up; forgotten at a restart, as they live half a minute. */
  codes: Map<string, { accountIds: string[]; redirectUri: string; expiresAt: number }>;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/** The person who signs the business up, and the business whose app is signed up with: the partner of account notices. */
export const USER = { id: "218472", name: "Maya Lindqvist" };
export const PARTNER_ID = "2949482758682047";
