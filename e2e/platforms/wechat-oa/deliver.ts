import { randomInt } from "node:crypto";
import type { Control } from "../shared/control";
import { fieldOf, seal, sha1Of, unseal, xmlOf } from "../shared/wechat-seal";
import type { WechatOptions } from "./platform";
import { DEFAULT_AES_KEY } from "./platform";
import { type Account, now, type Server, seconds, type World } from "./world";

// Three attempts in all, each given five seconds.
const RETRY_DELAYS_MS = [1_000, 2_000];
const ANSWER_TIMEOUT_MS = 5_000;
/** The longest that a message waits to be overtaken by the next one. */
const HOLD_MS = 2_000;

/** Where a message goes, and what it is signed and sealed with. */
interface Target extends Server {
  receiveId: string;
}

export interface Delivery {
  /** Sends a message or event about an account; resolves with whether one of the attempts was taken. */
  toAccount(account: Account, xml: string, openId: string): Promise<boolean>;
  /** Tells the platform something: a ticket, an authorisation. */
  toPlatform(xml: string): Promise<boolean>;
  /** The reply that came with the last answer, opened; null when it was a bare word. */
  lastReply(): string | null;
  close(): void;
}

export function createDelivery(world: World, { options, control }: { options: WechatOptions; control: Control }): Delivery {
  const timers = new Map<NodeJS.Timeout, () => void>();
  let reply: string | null = null;
  let release: (() => void) | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.set(timer, resolve);
    });

  function platformTarget(path: string): Target | null {
    const { webhookUrl, verifyToken: token, aesKey = DEFAULT_AES_KEY, appId } = options;
    return webhookUrl ? { url: `${webhookUrl}${path}`, token, aesKey, mode: "safe", receiveId: appId } : null;
  }

  /** The platform that an account is granted to hears it instead of the account's own server. */
  function targetOf(account: Account): Target | null {
    if (account.authorisation) return platformTarget(`/${account.appId}`);
    return account.server && { ...account.server, receiveId: account.appId };
  }

  /** Only these words are an answer: the rest is shown to the customer as a fault. */
  function isAnswer(target: Target, body: string): boolean {
    if (body === "" || body === "success") return true;
    const sealed = fieldOf(body, "Encrypt");
    reply = sealed === null ? body : unseal(sealed, target);
    return reply?.startsWith("<xml>") === true && fieldOf(reply, "MsgType") !== null;
  }

  async function attempt(target: Target, xml: string, openId: string): Promise<boolean> {
    try {
      const { url, body } = addressed(target, { xml, openId, at: seconds(now(world)) }, control);
      const signal = AbortSignal.timeout(options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "text/xml", "user-agent": "Mozilla/4.0" },
        body,
        signal,
        redirect: "manual",
      });
      const text = await response.text();
      return response.status === 200 && isAnswer(target, text);
    } catch {
      return false; // Not reached, or not within five seconds.
    }
  }

  async function attempts(target: Target, xml: string, openId: string): Promise<boolean> {
    for (const delay of [0, ...(options.retryDelaysMs ?? RETRY_DELAYS_MS)]) {
      if (delay > 0) await pause(delay);
      if (await attempt(target, xml, openId)) return true;
    }
    return false;
  }

  async function deliver(target: Target | null, xml: string, openId: string): Promise<boolean> {
    if (!target) return false;
    if (!release && control.take("reorder")) {
      await Promise.race([pause(HOLD_MS), new Promise<void>((resolve) => (release = resolve))]);
      release = null;
    }
    const copies = control.take("double") ? 3 : 1;
    const taken = await Promise.all(Array.from({ length: copies }, () => attempts(target, xml, openId)));
    (release as (() => void) | null)?.();
    return taken.some(Boolean);
  }

  return {
    toAccount: (account, xml, openId) => deliver(targetOf(account), xml, openId),
    toPlatform: async (xml) => {
      const target = platformTarget("");
      return target ? attempt(target, xml, "") : false;
    },
    lastReply: () => reply,
    close() {
      for (const [timer, resolve] of timers) {
        clearTimeout(timer);
        resolve();
      }
    },
  };
}

/** Signed anew at every attempt: another time, another nonce, the same message. */
function addressed(target: Target, { xml, openId, at }: { xml: string; openId: string; at: number }, control: Control): { url: URL; body: string } {
  const url = new URL(target.url);
  const timestamp = String(at);
  const nonce = String(randomInt(1e9));
  const receiveId = control.take("wrong-receiver") ? "wxffffffffffffffff" : target.receiveId;
  const encrypt = seal(xml, { aesKey: target.aesKey || DEFAULT_AES_KEY, receiveId });
  const isForged = control.take("wrong-signature");
  const sign = (...parts: string[]) => (isForged ? "0".repeat(40) : sha1Of(target.token, timestamp, nonce, ...parts));
  const query: Record<string, string> = { signature: sign(), timestamp, nonce };
  if (openId) query.openid = openId;
  if (target.mode !== "plain") Object.assign(query, { encrypt_type: "aes", msg_signature: sign(encrypt) });
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (target.mode === "plain") return { url, body: xml };
  const outer = fieldOf(xml, "AppId") === null ? xmlOf([["ToUserName", fieldOf(xml, "ToUserName") ?? ""]]) : xmlOf([["AppId", target.receiveId]]);
  const open = target.mode === "compat" ? xml : outer;
  return { url, body: open.replace(/<\/xml>$/, `<Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`) };
}
