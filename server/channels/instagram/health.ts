import type { Health } from "@/server/channels/contract";
import { checkSubscription } from "@/server/channels/shared/meta-subscription";
import type { InstagramCredentials } from "./payload";
import { subscriptionOf } from "./subscription";

export const health: Health<InstagramCredentials> = {
  check: (config, transport) => checkSubscription(subscriptionOf(config, transport), config.app?.appId),
};
