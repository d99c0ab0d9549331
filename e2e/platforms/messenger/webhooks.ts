import type { Control } from "../shared/control";
import { createDelivery } from "./deliver";
import type { MessengerOptions } from "./platform";
import { now, type Page, type World } from "./world";

/** Which subscribed field lets an event through. */
const FIELD_OF: Record<string, string> = {
  message: "messages",
  echo: "message_echoes",
  postback: "messaging_postbacks",
  delivery: "message_deliveries",
  read: "message_reads",
  message_edit: "message_edits",
  reaction: "message_reactions",
  take_thread_control: "messaging_handovers",
  pass_thread_control: "messaging_handovers",
  standby: "standby",
};

/** The longest that an event waits for another one to be batched with or to be overtaken by. */
const HOLD_MS = 2_000;

interface Envelope {
  page: Page;
  entry: Record<string, unknown>;
}

export interface Webhooks {
  /** Sends one event of a Page; resolves with whether the first attempt was taken. Nothing is sent for a Page without the field. */
  emit(page: Page, kind: string, event: Record<string, unknown>): Promise<boolean>;
  /** Sends a body as it is, signed. */
  post(body: object): Promise<boolean>;
  close(): void;
}

/** The events' way out, with what the control endpoint asks of the next ones. */
export function createWebhooks(world: World, given: { options: MessengerOptions; control: Control; changed(): void }): Webhooks {
  const { options, control, changed } = given;
  const delivery = createDelivery(options, (body) => {
    markTaken(world, JSON.stringify(body));
    changed();
  });
  let batch: Envelope[] = [];
  let release: (() => void) | null = null;

  async function send(envelopes: Envelope[]): Promise<boolean> {
    const body = { object: "page", entry: envelopes.map((envelope) => envelope.entry) };
    const pages = envelopes.map((envelope) => envelope.page);
    const isTaken = await delivery.deliver(body, pages);
    if (control.take("double")) await delivery.deliver(body, pages);
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
    async emit(page, kind, event) {
      if (!page.fields.includes(FIELD_OF[kind] ?? kind)) return false;
      const envelope = { page, entry: toEntry(page, kind, control.take("seconds") ? inSeconds(event) : event) };
      if (control.take("batch")) {
        // Goes out together with what comes next, whichever Page that is for.
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

  function toEntry(page: Page, kind: string, event: Record<string, unknown>): Record<string, unknown> {
    return { id: page.id, time: now(world), [kind === "standby" ? "standby" : "messaging"]: [event] };
  }
}

/** An event that was taken at a later attempt: its message is shown as sent. */
function markTaken(world: World, body: string): void {
  for (const { messages } of Object.values(world.threads))
    for (const message of messages) if (message.isTaken === false && body.includes(message.mid)) message.isTaken = true;
}

function inSeconds(event: Record<string, unknown>): Record<string, unknown> {
  return { ...event, timestamp: Math.floor(Number(event.timestamp) / 1000) };
}
