import type { Control } from "./control";
import { createDelivery, type Sender } from "./meta-deliver";

/** The longest that an event waits for another one to be batched with or to be overtaken by. */
const HOLD_MS = 2_000;

/** Whose events they are: a Page, an account. Without fields it is not subscribed. */
interface Subscriber {
  id: string;
  fields: string[];
}

interface Envelope {
  subscriber: Subscriber;
  entry: Record<string, unknown>;
}

export interface Product {
  /** The webhook object. */
  object: "page" | "instagram";
  /** Which subscribed field lets an event through, where they are called differently. */
  fieldOf: Record<string, string>;
  options: Sender;
  control: Control;
  now(): number;
  /** A body that was not taken at first has been taken now. */
  onTakenLate(body: string): void;
}

export interface Webhooks {
  /** Sends one event; resolves with whether the first attempt was taken. Nothing is sent to whom the field is not subscribed. */
  emit(subscriber: Subscriber, kind: string, event: Record<string, unknown>): Promise<boolean>;
  /** Sends a body as it is, signed. */
  post(body: object): Promise<boolean>;
  close(): void;
}

/** The events' way out, with what the control endpoint asks of the next ones. */
export function createWebhooks({ object, fieldOf, options, control, now, onTakenLate }: Product): Webhooks {
  const delivery = createDelivery(options, (body) => onTakenLate(JSON.stringify(body)));
  let batch: Envelope[] = [];
  let release: (() => void) | null = null;

  async function send(envelopes: Envelope[]): Promise<boolean> {
    const body = { object, entry: envelopes.map((envelope) => envelope.entry) };
    const subscribers = envelopes.map((envelope) => envelope.subscriber);
    const isTaken = await delivery.deliver(body, subscribers);
    if (control.take("double")) await delivery.deliver(body, subscribers);
    release?.();
    release = null;
    return isTaken;
  }

  function takeBatch(): Envelope[] {
    const envelopes = batch;
    batch = [];
    return envelopes;
  }

  /** Waits until the next event has gone out. */
  function beOvertaken(): Promise<void> {
    return new Promise((resolve) => {
      release = resolve;
      delivery.later(HOLD_MS, resolve);
    });
  }

  return {
    async emit(subscriber, kind, event) {
      if (!subscriber.fields.includes(fieldOf[kind] ?? kind)) return false;
      const envelope = { subscriber, entry: toEntry(subscriber, kind, control.take("seconds") ? inSeconds(event) : event) };
      if (control.take("batch")) {
        // Goes out together with what comes next, whoever that is for.
        if (batch.push(envelope) === 1) delivery.later(HOLD_MS, () => batch.length > 0 && void send(takeBatch()));
        return true;
      }
      if (!release && control.take("reorder")) await beOvertaken();
      return send([...takeBatch(), envelope]);
    },
    post: (body) => delivery.deliver(body, []),
    close() {
      delivery.close();
      release?.();
    },
  };

  function toEntry({ id }: Subscriber, kind: string, event: Record<string, unknown>): Record<string, unknown> {
    return { id, time: now(), [kind === "standby" ? "standby" : "messaging"]: [event] };
  }
}

function inSeconds(event: Record<string, unknown>): Record<string, unknown> {
  return { ...event, timestamp: Math.floor(Number(event.timestamp) / 1000) };
}
