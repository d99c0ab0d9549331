import { randomInt } from "node:crypto";
import type { Control } from "../shared/control";
import { seal, sha1Of, unseal, xmlOf } from "../shared/wechat-seal";
import { eventXml } from "./event-xml";
import { DEFAULT_AES_KEY, type WecomOptions } from "./platform";
import { type Corp, now, random, type Server, seconds, type World } from "./world";

// Three attempts in all, each given five seconds.
const RETRY_DELAYS_MS = [1_000, 2_000];
const ANSWER_TIMEOUT_MS = 5_000;
const SYNC_TOKEN_MS = 10 * 60_000;
/** The longest that a callback waits to be overtaken by the next one. */
const HOLD_MS = 2_000;

/** Where a call goes, and what it is signed and sealed with. */
interface Target extends Server {
  receiveId: string;
}

export interface Delivery {
  /** Says that there is something for an account, to whoever answers for it; resolves with whether somebody took it. */
  callFor(corp: Corp, openKfId: string): Promise<boolean>;
  /** Any other event of a corporation's. */
  tellCorp(corp: Corp, xml: string): Promise<boolean>;
  /** Tells the suite something: a ticket, a consent. */
  tellSuite(xml: string): Promise<boolean>;
  /** Greets an address with sealed words; null when it gives them back, else what is wrong. */
  greet(server: Server, receiveId: string): Promise<string | null>;
  close(): void;
}

export function createDelivery(world: World, { options, control }: { options: WecomOptions; control: Control }): Delivery {
  const timers = new Map<NodeJS.Timeout, () => void>();
  let release: (() => void) | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.set(timer, resolve);
    });

  function suiteTarget(path: string, receiveId: string): Target[] {
    const { webhookUrl, verifyToken: token, aesKey = DEFAULT_AES_KEY } = options;
    return webhookUrl ? [{ url: `${webhookUrl}${path}`, token, aesKey, receiveId }] : [];
  }

  /** The corporation's own address, and the suite's where it was given this account. */
  function targetsOf({ corpId, server, grant }: Corp, openKfId?: string): Target[] {
    const isGranted = grant && (openKfId === undefined || grant.accounts.includes(openKfId));
    return [...(server ? [{ ...server, receiveId: corpId }] : []), ...(isGranted ? suiteTarget(`/${corpId}`, corpId) : [])];
  }

  async function attempt(target: Target, xml: string): Promise<boolean> {
    try {
      const { url, body } = addressed(target, { xml, at: seconds(now(world)) }, control);
      const signal = AbortSignal.timeout(options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "text/xml", "user-agent": "Mozilla/4.0" },
        body,
        signal,
        redirect: "manual",
      });
      return response.status === 200 && ["", "success"].includes(await response.text());
    } catch {
      return false; // Not reached, or not within five seconds.
    }
  }

  async function attempts(target: Target, xml: string): Promise<boolean> {
    for (const delay of [0, ...(options.retryDelaysMs ?? RETRY_DELAYS_MS)]) {
      if (delay > 0) await pause(delay);
      if (await attempt(target, xml)) return true;
    }
    return false;
  }

  async function deliver(targets: Target[], xmlFor: () => string): Promise<boolean> {
    if (control.take("lose-callback")) return false;
    if (!release && control.take("reorder")) {
      await Promise.race([pause(HOLD_MS), new Promise<void>((resolve) => (release = resolve))]);
      release = null;
    }
    const copies = control.take("double") ? 3 : 1;
    const calls = targets.flatMap((target) => {
      const xml = xmlFor();
      return Array.from({ length: copies }, () => attempts(target, xml));
    });
    const taken = await Promise.all(calls);
    (release as (() => void) | null)?.();
    return taken.some(Boolean);
  }

  return {
    callFor: (corp, openKfId) => deliver(targetsOf(corp, openKfId), () => callXml(world, corp, openKfId)),
    tellCorp: (corp, xml) => deliver(targetsOf(corp), () => xml),
    async tellSuite(xml) {
      const [target] = suiteTarget("", options.appId);
      return target ? attempt(target, xml) : false;
    },
    greet: (server, receiveId) => greet({ ...server, receiveId }, seconds(now(world)), control),
    close() {
      for (const [timer, resolve] of timers) {
        clearTimeout(timer);
        resolve();
      }
    },
  };
}

/** There is something for the account, and this is the token to fetch it with. Whoever is called gets one of their own. */
function callXml(world: World, corp: Corp, openKfId: string): string {
  const token = random("ENC", 24);
  const at = now(world);
  for (const [old, { until }] of Object.entries(world.syncTokens)) if (until < at) delete world.syncTokens[old];
  world.syncTokens[token] = { openKfId, until: at + SYNC_TOKEN_MS };
  const fields: [string, string][] = [
    ["Token", token],
    ["OpenKfId", openKfId],
  ];
  return eventXml(corp, at, ["kf_msg_or_event", fields]);
}

/** Signed anew at every attempt: another time, another nonce, the same message. */
function addressed(target: Target, { xml, at }: { xml: string; at: number }, control: Control): { url: URL; body: string } {
  const receiveId = control.take("wrong-receiver") ? "wwffffffffffffffff" : target.receiveId;
  const encrypt = seal(xml, { aesKey: target.aesKey, receiveId });
  const outer = xmlOf([
    ["ToUserName", target.receiveId],
    ["Encrypt", encrypt],
    ["AgentID", ""],
  ]);
  return { url: signed(target, { sealed: encrypt, at }, control), body: outer };
}

function signed({ url, token }: Target, { sealed, at }: { sealed: string; at: number }, control: Control): URL {
  const target = new URL(url);
  const timestamp = String(at);
  const nonce = String(randomInt(1e9));
  const signature = control.take("wrong-signature") ? "0".repeat(40) : sha1Of(token, timestamp, nonce, sealed);
  for (const [name, value] of Object.entries({ msg_signature: signature, timestamp, nonce })) target.searchParams.set(name, value);
  return target;
}

/** Here the greeting is sealed, and wanted back in the clear; quotation marks or a line end around it are another answer. */
async function greet(target: Target, at: number, control: Control): Promise<string | null> {
  const words = String(randomInt(1e12));
  const echostr = seal(words, target);
  if (unseal(echostr, target) !== words) return "EncodingAESKey 无效";
  const url = signed(target, { sealed: echostr, at }, control);
  url.searchParams.set("echostr", echostr);
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!response) return "回调地址请求超时";
  return response.status === 200 && (await response.text()) === words ? null : "openapi回调地址请求不通过";
}
