/*
 * What the loader (in the business's page) and the panel (in its iframe) say to each other. Both send to the other's exact
 * origin and take only what comes from the other's window and origin. `parley` is the protocol's version.
 */

export interface Identity {
  id?: string | number;
  name?: string;
  email?: string;
  phone?: string;
  attributes?: Record<string, unknown>;
  /** HMAC-SHA256 hex of the id with the channel's identity secret, made by the business's server. */
  signature?: string;
}

export interface Preferences {
  locale?: string;
  theme?: "light" | "dark" | "auto";
}

/** One look at one page of the business's site. */
export interface PageView {
  url: string;
  title: string;
  referrer: string;
  /** Milliseconds since 1970. */
  at: number;
}

export type ToPanel =
  | { type: "init"; token?: string; identity?: Identity; preferences: Preferences; trail: PageView[]; isOpen: boolean }
  | { type: "opened" | "closed" | "shutdown" }
  | { type: "identify"; identity: Identity }
  | { type: "update"; preferences: Preferences }
  | { type: "page"; view: PageView }
  /** The answer to `renew`: what the page's storage holds now, which another tab may have changed. */
  | { type: "token"; token?: string };

export type ToLoader =
  | { type: "session"; token: string; hasConversation: boolean }
  | { type: "close" | "renew" | "ready" }
  | { type: "unread"; value: number }
  /** Passed on to the page's listeners: an answer's text, a failure's code. */
  | { type: "message" | "error"; value: string };

export type Envelope<T> = T & { parley: 1 };
