import { createHmac, randomBytes } from "node:crypto";
import type { Control } from "../shared/control";
import type { LineOptions } from "./platform";
import { type Account, now, type World } from "./world";

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 60_000;
/** How long events wait to go out together, or to be overtaken. */
const HOLD_MS = 3_000;
const ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export type Event = Record<string, unknown> & { type: string };

export interface Webhooks {
  /** Sends an event of an account; resolves with whether it was taken at once. */
  emit(account: Account, event: Event): Promise<boolean>;
  /** What the console's "Verify" does: a signed body without events. */
  test(account: Account, endpoint: string): Promise<{ success: boolean; statusCode: number; reason: string; detail: string }>;
  close(): void;
}

interface Given {
  options: LineOptions;
  control: Control;
  onTaken(events: Event[]): void;
}

export function createWebhooks(world: World, { options, control, onTaken }: Given): Webhooks {
  const timers = new Set<NodeJS.Timeout>();
  const held = new Map<Account, Event[]>();
  const later = (delayMs: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };

  async function attempt(account: Account, events: Event[], endpoint = account.endpoint): Promise<number | Error> {
    if (!endpoint) return new Error("no endpoint");
    const body = JSON.stringify({ destination: account.userId, events });
    const signature = createHmac("sha256", account.secret).update(body).digest("base64");
    const headers = { "content-type": "application/json; charset=utf-8", "user-agent": "LineBotWebhook/2.0", "x-line-signature": signature };
    try {
      const response = await fetch(endpoint, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(options.answerTimeoutMs ?? 2_000),
        redirect: "manual",
      });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      return error as Error;
    }
  }

  /** The same again, marked, while redelivery is switched on; by then others may have gone first. */
  async function deliver(account: Account, events: Event[], tries = 1): Promise<boolean> {
    if (!account.console.useWebhook) return false;
    const isTaken = (await attempt(account, tries > 1 ? events.map(redelivered) : events)) === 200;
    if (isTaken) onTaken(events);
    else if (account.console.redelivery && tries < ATTEMPTS)
      later(Math.min((options.retryBaseMs ?? 1_000) * 2 ** (tries - 1), LONGEST_PAUSE_MS), () => void deliver(account, events, tries + 1));
    return isTaken;
  }

  async function release(account: Account, last: Event[]): Promise<boolean> {
    const events = [...last, ...(held.get(account) ?? [])];
    held.delete(account);
    return events.length > 0 ? deliver(account, events) : true;
  }

  function hold(account: Account, event: Event): boolean {
    held.set(account, [...(held.get(account) ?? []), event]);
    later(HOLD_MS, () => void release(account, []));
    return true;
  }

  return {
    async emit(account, given) {
      const event = frame(world, given);
      if (control.take("batch")) return hold(account, event);
      // What was held goes out in the same body: behind, so that both are seen, in several and in turned order.
      const isTaken = await release(account, [event]);
      // As when our answer was lost on its way.
      if (control.take("double")) await attempt(account, [redelivered(event)]);
      return isTaken;
    },
    async test(account, endpoint) {
      const result = await attempt(account, [], endpoint);
      if (result instanceof Error) return { success: false, statusCode: 0, reason: "COULD_NOT_CONNECT", detail: result.message };
      const reason = result === 200 ? "OK" : "ERROR_STATUS_CODE";
      return { success: result === 200, statusCode: result, reason, detail: String(result) };
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function frame(world: World, event: Event): Event {
  const webhookEventId = `01${Array.from(randomBytes(24), (byte) => ULID[byte % 32]).join("")}`;
  return { mode: "active", timestamp: now(world), webhookEventId, deliveryContext: { isRedelivery: false }, ...event };
}

const redelivered = (event: Event): Event => ({ ...event, deliveryContext: { isRedelivery: true } });
