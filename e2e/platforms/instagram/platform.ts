import type { Control } from "../shared/control";
import type { Live } from "../shared/live";
import type { Webhooks } from "../shared/meta-webhooks";
import type { Media } from "../shared/signed-media";
import type { Account, Page, World } from "./world";

/** One of the two apps of ours at Meta. */
export interface App {
  appId: string;
  appSecret: string;
  verifyToken: string;
}

export interface InstagramOptions extends App {
  port: number;
  /** The Facebook app that signs people in to their Pages; absent: accounts can be connected by Instagram's own sign-in alone. */
  facebook?: App;
  /** Where events go; may be set later at the control endpoint. */
  webhookUrl?: string;
  /** How browsers and the product reach this simulator; its own address when left out. */
  publicUrl?: string;
  /** Remembers over restarts. */
  stateFile?: string;
  /** Pauses between attempts; after the last one the subscription is dropped, silently. */
  retryDelaysMs?: number[];
  answerTimeoutMs?: number;
}

/** Everything a handler of the simulator works with. */
export interface Platform {
  options: InstagramOptions;
  world: World;
  control: Control;
  live: Live;
  media: Media;
  /** Each app's events are signed with its own secret. */
  ownWebhooks: Webhooks;
  pageWebhooks: Webhooks;
  /** One-time codes and Facebook's user tokens; forgotten at a restart, as nobody keeps them. */
  grants: Map<string, Grant>;
  changed(): void;
}

export interface Grant {
  kind: "code" | "fb-code" | "fb-short" | "fb-long";
  accountIds: string[];
  redirectUri: string;
  permissions: string[];
  madeAt: number;
}

/** The person who clicks "Allow" at Facebook. */
export const USER = { id: "218472", name: "Maya Lindqvist" };

/** As whom a call speaks: the account itself, or its Page. */
export interface Speaker {
  account: Account;
  way: "own" | "page";
}

/** Tells the app that is subscribed for the account, itself or through its Page. Resolves with whether it was taken at once. */
export function emit(platform: Platform, account: Account, { kind, ...event }: { kind: string; [field: string]: unknown }): Promise<boolean> {
  if (account.fields.length > 0) return platform.ownWebhooks.emit(ownSubscription(account), kind, event);
  const { page } = account;
  return page && page.fields.length > 0 ? platform.pageWebhooks.emit(pageSubscription(account, page), kind, event) : Promise.resolve(false);
}

function ownSubscription(account: Account) {
  return {
    id: account.userId,
    get fields() {
      return account.fields;
    },
    set fields(fields: string[]) {
      account.fields = fields;
    },
  };
}

/** The Page's list has Messenger's names for the fields, and any of them lets all of the account's events through; it is dropped as a whole. */
function pageSubscription(account: Account, page: Page) {
  return {
    id: account.userId,
    get fields() {
      return ["message", "echo", "postback", "message_edit", "reaction", "read", "referral", "standby", "take_thread_control", "pass_thread_control"];
    },
    set fields(fields: string[]) {
      page.fields = fields;
    },
  };
}
