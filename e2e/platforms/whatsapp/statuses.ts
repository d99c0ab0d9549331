import { statusError } from "./graph-errors";
import type { Platform } from "./platform";
import { accountOf, changeOf, recipientOf } from "./values";
import { type Message, type Num, now, type Person } from "./world";

export interface Sent {
  number: Num;
  person: Person | undefined;
  /** As it was given, where nobody is known by it. */
  recipient: string;
  message: Message;
}

/** Tells what became of a message. Those that arrive come with the person's ids; a failure names the number alone, if that. */
export function emitStatus(
  platform: Platform,
  { number, person, recipient, message }: Sent,
  { status, code }: { status: string; code?: string },
): Promise<boolean> {
  const account = accountOf(platform.world, number);
  const isFailed = status === "failed";
  const ids = person ? recipientOf(person, account) : { recipient_id: recipient };
  const named = isFailed && "recipient_id" in ids ? { recipient_id: ids.recipient_id } : ids;
  const content = {
    id: message.wamid,
    status,
    timestamp: String(Math.floor(now(platform.world) / 1000)),
    ...(platform.control.take("no-recipient") ? {} : named),
    ...(message.callbackData ? { biz_opaque_callback_data: message.callbackData } : {}),
    ...(code ? { errors: [statusError(code)] } : { pricing: { billable: Boolean(message.isTemplate), pricing_model: "PMP" } }),
  };
  const value = changeOf(number, { account, people: person && !isFailed ? [person] : [] }, { statuses: [content] });
  return platform.webhooks.emit(account, "messages", value);
}

/** After a send was accepted: sent, delivered, and read at once when asked, in this order or not; or failed after all. */
export function followUp(platform: Platform, sent: Sent, failure: string | null): void {
  const { control, webhooks } = platform;
  const isReadFirst = control.take("read-first");
  const isSkipped = isReadFirst || control.take("skip-delivered");
  webhooks.later(20, async () => {
    if (failure) return void (await emitStatus(platform, sent, { status: "failed", code: failure }));
    if (isReadFirst) {
      sent.message.isRead = true;
      await emitStatus(platform, sent, { status: "read" });
    }
    await emitStatus(platform, sent, { status: "sent" });
    if (!isSkipped) await emitStatus(platform, sent, { status: "delivered" });
    platform.changed();
  });
}
