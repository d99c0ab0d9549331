import type { Control } from "../shared/control";
import type { MicrosoftOptions } from "./platform";
import { type Mailbox, now, type Subscription, type World } from "./world";

const TRIES = 5;
const TENANT = "84bd8158-6d4d-4958-8b9f-9d6445542f95";

type Notice = Record<string, unknown>;

/** Tells subscribers; tried again while nobody takes it. A notice may be doubled or lost, or be somebody else's. */
export function createNotices(world: World, { options, control }: { options: MicrosoftOptions; control: Control }) {
  let isClosed = false;

  async function post(url: string, value: Notice[]): Promise<void> {
    const body = JSON.stringify({ value });
    for (let attempt = 0; attempt < TRIES && !isClosed; attempt++) {
      const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json; charset=utf-8" }, body }).catch(() => null);
      if (response && response.status >= 200 && response.status < 300) return;
      await new Promise((resolve) => setTimeout(resolve, (options.retryBaseMs ?? 500) * 2 ** attempt));
    }
  }

  const framed = ({ id, clientState, endsAt }: Subscription, isForged = false): Notice => ({
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(endsAt).toISOString(),
    clientState: isForged ? "guessed" : clientState,
    tenantId: TENANT,
  });

  return {
    notify({ address }: Mailbox, mailId: string): void {
      const told = world.subscriptions.filter((s) => s.address === address && s.endsAt > now(world) && s.changeType.includes("created"));
      if (control.take("lose-notice")) return;
      const isForged = control.take("forged-notice");
      const times = control.take("double") ? 2 : 1;
      for (const subscription of told) {
        const resource = `Users/${address}/Messages/${mailId}`;
        const resourceData = { "@odata.type": "#Microsoft.Graph.Message", "@odata.id": resource, "@odata.etag": 'W/"CQAAABYAAAB"', id: mailId };
        const notice = { ...framed(subscription, isForged), changeType: "created", resource, resourceData };
        for (let i = 0; i < times; i++) void post(subscription.notificationUrl, [notice]);
      }
    },
    /** Only whoever named an address for it when subscribing hears of it. */
    async lifecycle(subscription: Subscription, lifecycleEvent: string): Promise<void> {
      if (subscription.lifecycleNotificationUrl) await post(subscription.lifecycleNotificationUrl, [{ ...framed(subscription), lifecycleEvent }]);
    },
    close: () => {
      isClosed = true;
    },
  };
}
