import type { Control } from "../shared/control";
import type { SmsOptions } from "./platform";
import type { Webhooks } from "./webhooks";
import type { Account, Message } from "./world";

/** How a message can end, by what the control endpoint asked of it. */
const ENDS: Record<string, { status: string; errorCode?: string }> = {
  unreachable: { status: "undelivered", errorCode: "30003" },
  blocked: { status: "undelivered", errorCode: "30004" },
  unknown: { status: "undelivered", errorCode: "30005" },
  spam: { status: "undelivered", errorCode: "30007" },
  unregistered: { status: "failed", errorCode: "30034" },
  unverified: { status: "failed", errorCode: "30032" },
  "opted-out-late": { status: "failed", errorCode: "21610" },
};
export const END_EFFECTS = Object.keys(ENDS);

export interface Statuses {
  /** A message is on its way: its statuses follow one by one. */
  follow(account: Account, message: Message): void;
  close(): void;
}

interface Given {
  options: SmsOptions;
  control: Control;
  webhooks: Webhooks;
  changed(): void;
}

export function createStatuses({ options, control, webhooks, changed }: Given): Statuses {
  const timers = new Set<NodeJS.Timeout>();
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, options.statusDelayMs ?? 300);
      timers.add(timer);
    });

  async function tell(account: Account, message: Message, status: string): Promise<void> {
    if (!message.statusCallback) return;
    const params = paramsOf(message, status);
    await webhooks.post({ account, url: message.statusCallback, params });
    if (control.take("double-status")) await webhooks.post({ account, url: message.statusCallback, params });
  }

  async function walk(account: Account, message: Message): Promise<void> {
    const effect = END_EFFECTS.find((name) => control.take(name));
    const end = (effect && ENDS[effect]) || { status: "delivered" };
    const steps = end.status === "failed" ? [end.status] : ["sent", end.status];
    // Callbacks are calls of their own, and overtake each other.
    if (control.take("reorder")) steps.reverse();
    for (const status of steps) {
      await pause();
      const isEnd = status === end.status;
      if (isEnd) Object.assign(message, end);
      else if (message.status === "queued") message.status = status;
      changed();
      await tell(account, isEnd ? message : { ...message, errorCode: undefined }, status);
    }
  }

  return {
    follow: (account, message) => void walk(account, message),
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function paramsOf({ sid, accountSid, person, number, errorCode, serviceSid }: Message, status: string): Record<string, string> {
  return {
    SmsSid: sid,
    SmsStatus: status,
    MessageStatus: status,
    To: person,
    MessageSid: sid,
    AccountSid: accountSid,
    From: number,
    ApiVersion: "2010-04-01",
    ...(errorCode ? { ErrorCode: errorCode } : {}),
    ...(serviceSid ? { MessagingServiceSid: serviceSid } : {}),
    ...(status === "delivered" ? { RawDlrDoneDate: "2609160920" } : {}),
  };
}
