import { createHmac, randomUUID } from "node:crypto";
import type { SmsOptions } from "./platform";
import type { Account, World } from "./world";

/** Twilio waits fifteen seconds for an answer. */
const ANSWER_TIMEOUT_MS = 15_000;

export interface Call {
  account: Account;
  /** As it was given to Twilio, with what stands behind the #. */
  url: string;
  fallbackUrl?: string;
  params: Record<string, string>;
  /** The secondary token signs: somebody is changing them. */
  isSecondary?: boolean;
}

export interface Webhooks {
  /** Resolves with whether somebody took it: at the address, tried again as it allows, or at the fallback. */
  post(call: Call): Promise<boolean>;
}

export function createWebhooks(world: World, options: SmsOptions): Webhooks {
  const timeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;

  async function attempt({ account, params, isSecondary }: Call, url: string, token: string): Promise<number> {
    const body = new URLSearchParams(params).toString();
    const secret = isSecondary ? account.secondaryToken : account.authToken;
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "x-twilio-signature": signatureOf(secret, url, params),
      "i-twilio-idempotency-token": token,
      "user-agent": "TwilioProxy/1.1",
    };
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
      const text = await response.text();
      const isTwiml = /^(text|application)\/xml/.test(response.headers.get("content-type") ?? "") && /<Response\b/.test(text);
      // Taken, but nobody could read the answer.
      if (response.ok && !isTwiml) world.alerts.push({ code: 12300, url });
      return response.status;
    } catch {
      return 0; // No connection, or no answer in time.
    }
  }

  return {
    async post(call) {
      const [url = "", overrides = ""] = call.url.split("#");
      if (!url) return false;
      const token = randomUUID();
      const retries = retriesOf(overrides);
      for (let tries = 0; tries <= retries; tries++) {
        const status = await attempt(call, url, token);
        if (status >= 200 && status < 300) return true;
        world.alerts.push({ code: 11200, url });
        // As the address allows: no connection, no answer, or a failure of the server.
        if (status !== 0 && status < 500) break;
        if (tries < retries) await new Promise((resolve) => setTimeout(resolve, options.retryDelayMs ?? 1_000));
      }
      const [fallback = ""] = (call.fallbackUrl ?? "").split("#");
      if (!fallback) return false;
      const status = await attempt(call, fallback, token);
      return status >= 200 && status < 300;
    },
  };
}

/** rc of "#rc=5&rp=ct,rt,5xx", at most five; nothing is tried again without. */
function retriesOf(overrides: string): number {
  return Math.min(5, Number(new URLSearchParams(overrides).get("rc")) || 0);
}

function signatureOf(secret: string, url: string, params: Record<string, string>): string {
  const fields = Object.keys(params).sort();
  return createHmac("sha1", secret)
    .update(url + fields.map((name) => name + params[name]).join(""))
    .digest("base64");
}
