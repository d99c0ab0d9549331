import { createHmac } from "node:crypto";
import type { Control } from "../shared/control";
import { metaJson } from "../shared/meta-deliver";
import type { WhatsappOptions } from "./platform";
import type { Account, World } from "./world";
import { now } from "./world";

// With falling frequency for days; here the last pause ends it sooner.
const RETRY_DELAYS_MS = [50, 1_000, 5_000, 15_000, 60_000, 300_000];
const ANSWER_TIMEOUT_MS = 10_000;
/** The longest that a change waits for another one to be batched with or to be overtaken by. */
const HOLD_MS = 2_000;

interface Entry {
  id: string;
  time?: number;
  changes: { field: string; value: object }[];
}

export interface Webhooks {
  /** One change; resolves with whether the first attempt was taken. Nothing is sent for an account that is not subscribed. */
  emit(account: Account, field: string, value: object): Promise<boolean>;
  /** A body as it is, signed. */
  post(body: object): Promise<boolean>;
  later(delayMs: number, run: () => void): void;
  close(): void;
}

/** The events' way out, with what the control endpoint asks of the next ones. The same body, ids and all, is sent until it is taken. */
export function createWebhooks(world: World, { options, control, changed }: { options: WhatsappOptions; control: Control; changed(): void }): Webhooks {
  const delays = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  const timers = new Set<NodeJS.Timeout>();
  let batch: Entry[] = [];
  let release: (() => void) | null = null;

  function later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }

  async function attempt(text: string): Promise<boolean> {
    if (!options.webhookUrl) return true;
    const signature = `sha256=${createHmac("sha256", options.appSecret).update(text).digest("hex")}`;
    const headers = { "content-type": "application/json", "user-agent": "facebookexternalua", "x-hub-signature-256": signature };
    try {
      const signal = AbortSignal.timeout(options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
      const response = await fetch(options.webhookUrl, { method: "POST", headers, body: text, signal, redirect: "manual" });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  function retry(text: string, tried: number): void {
    const delay = delays[tried];
    if (delay === undefined) return;
    later(delay, async () => {
      if (!(await attempt(text))) return retry(text, tried + 1);
      markTaken(world, text);
      changed();
    });
  }

  async function post(body: object): Promise<boolean> {
    const text = metaJson(body);
    const isTaken = await attempt(text);
    if (!isTaken) retry(text, 0);
    return isTaken;
  }

  async function send(entry: Entry[]): Promise<boolean> {
    const body = { object: "whatsapp_business_account", entry };
    const isTaken = await post(body);
    if (control.take("double")) await post(body);
    release?.();
    release = null;
    return isTaken;
  }

  function takeBatch(): Entry[] {
    const entries = batch;
    batch = [];
    return entries;
  }

  return {
    async emit(account, field, value) {
      if (!account.isSubscribed) return false;
      const isAboutNumber = "metadata" in value;
      const entry = { id: account.id, ...(isAboutNumber ? {} : { time: Math.floor(now(world) / 1000) }), changes: [{ value, field }] };
      if (control.take("batch")) {
        if (batch.push(entry) === 1) later(HOLD_MS, () => batch.length > 0 && void send(takeBatch()));
        return true;
      }
      if (!release && control.take("reorder"))
        await new Promise<void>((resolve) => {
          release = resolve;
          later(HOLD_MS, resolve);
        });
      return send([...takeBatch(), entry]);
    },
    post,
    later,
    close() {
      for (const timer of timers) clearTimeout(timer);
      release?.();
    },
  };
}

/** An event that was taken at a later attempt: its message is shown as sent. */
function markTaken(world: World, text: string): void {
  for (const { messages } of Object.values(world.threads))
    for (const message of messages) if (message.isTaken === false && text.includes(metaJson(message.wamid).slice(1, -1))) message.isTaken = true;
}
