import type { Health } from "@/server/channels/contract";
import { checkSubscription } from "@/server/channels/shared/meta-subscription";
import type { MessengerCredentials } from "./payload";
import { subscriptionOf } from "./subscription";

export const health: Health<MessengerCredentials> = {
  check: (config, transport) => checkSubscription(subscriptionOf(config, transport), config.app?.appId),
};
