import { createHmac } from "node:crypto";

// Attempts at once and with falling frequency; Meta gives up after about an hour, here the last pause ends it sooner.
const RETRY_DELAYS_MS = [50, 1_000, 5_000, 15_000, 60_000, 300_000];
const ANSWER_TIMEOUT_MS = 5_000;

/** Where events go and how they are signed. */
export interface Sender {
  appSecret: string;
  webhookUrl?: string;
  /** Pauses between attempts; after the last one the subscription is dropped, silently. */
  retryDelaysMs?: number[];
  answerTimeoutMs?: number;
}

/** Whose events are in a body: who is subscribed no more when nobody takes it. */
interface Subscriber {
  fields: string[];
}

export interface Delivery {
  /** Resolves with whether the first attempt was taken; the others follow by themselves. */
  deliver(body: object, subscribers: Subscriber[]): Promise<boolean>;
  later(delayMs: number, run: () => void): void;
  close(): void;
}

const escapeUnicode = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Non-ASCII as \uXXXX and slashes as \/, as Meta writes and signs its JSON. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, escapeUnicode)
    .replaceAll("/", "\\/");
}

/** What Meta posts to an app about a person: payload and signature, both base64url. */
export function signedRequest(payload: object, appSecret: string): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString("base64url");
  return `${createHmac("sha256", appSecret).update(encoded).digest("base64url")}.${encoded}`;
}

/** Signs and posts bodies, tries again, and drops the subscription of accounts whose events nobody takes. */
export function createDelivery(options: Sender, onTakenLate: (body: object) => void): Delivery {
  const delays = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  const timers = new Set<NodeJS.Timeout>();

  function later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }

  async function attempt(body: string): Promise<boolean> {
    if (!options.webhookUrl) return true;
    const sign = (algorithm: string) => createHmac(algorithm, options.appSecret).update(body).digest("hex");
    const signatures = { "x-hub-signature": `sha1=${sign("sha1")}`, "x-hub-signature-256": `sha256=${sign("sha256")}` };
    const headers = { "content-type": "application/json", "user-agent": "facebookexternalua", ...signatures };
    try {
      const signal = AbortSignal.timeout(options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
      const response = await fetch(options.webhookUrl, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false; // Not reached, or not within five seconds: the same as a refusal.
    }
  }

  function retry(body: object, subscribers: Subscriber[], tried: number): void {
    const delay = delays[tried];
    if (delay === undefined) {
      for (const subscriber of subscribers) subscriber.fields = [];
      return;
    }
    later(delay, async () => {
      if (await attempt(metaJson(body))) onTakenLate(body);
      else retry(body, subscribers, tried + 1);
    });
  }

  return {
    later,
    async deliver(body, subscribers) {
      const isTaken = await attempt(metaJson(body));
      if (!isTaken) retry(body, subscribers, 0);
      return isTaken;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
