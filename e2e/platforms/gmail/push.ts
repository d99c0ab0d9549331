import type { Control } from "../shared/control";
import type { GmailOptions } from "./platform";
import { now, type World } from "./world";

const TRIES = 5;

/**
 * Pub/Sub: one notice a mailbox, as long as it is watched, tried again while the desk does not take it. It may be late, doubled or lost.
 */
export function createPush(world: World, { options, control }: { options: GmailOptions; control: Control }) {
  let isClosed = false;
  const host = options.webhookUrl.replace(/\/api\/webhooks\/.*$/, "");
  const url = `${host}/api/webhooks/email/gmail?token=${encodeURIComponent(options.verifyToken)}`;

  async function post(address: string, historyId: number): Promise<void> {
    const data = Buffer.from(JSON.stringify({ emailAddress: address, historyId })).toString("base64");
    const message = { data, messageId: String(historyId), message_id: String(historyId), publishTime: new Date(now(world)).toISOString() };
    const body = JSON.stringify({ message, subscription: "projects/parley/subscriptions/mail" });
    for (let attempt = 0; attempt < TRIES && !isClosed; attempt++) {
      const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }).catch(() => null);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }

  return {
    push(address: string): void {
      const mailbox = world.mailboxes.find((m) => m.address === address);
      const isWatched = mailbox?.watch && mailbox.watch.endsAt > now(world);
      if (!mailbox || !isWatched || control.take("lose-push")) return;
      const historyId = mailbox.history.at(-1)?.id ?? 0;
      void post(address, historyId);
      if (control.take("double")) void post(address, historyId);
    },
    close: () => {
      isClosed = true;
    },
  };
}
