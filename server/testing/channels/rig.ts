import type { ChannelAdapter, ChannelConfig, RenderContext, SendRequest } from "@/server/channels/contract";
import { memoryTokens } from "@/server/testing/memory-tokens";

/** What an adapter is told of a channel, for driving it by hand against a simulator; `over` replaces what a test needs otherwise. */
export function configOf<C>(
  adapter: Pick<ChannelAdapter<C>, "kind" | "accountId">,
  { credentials, ...over }: Partial<ChannelConfig<C>> & Pick<ChannelConfig<C>, "credentials" | "apiUrl">,
): ChannelConfig<C> {
  return {
    accountId: adapter.accountId(credentials) ?? "channel-1",
    credentials,
    tokens: memoryTokens(credentials),
    appTokens: memoryTokens(null),
    app: { appId: "app-1", appSecret: "app-secret", verifyToken: "verify-token" },
    webhookUrl: `https://parley.example.test/api/webhooks/${adapter.kind}`,
    ...over,
  };
}

/** One call of an adapter's `send`, with nothing attached unless `over` says so. */
export function sendOf<C>(
  config: ChannelConfig<C>,
  over: Pick<SendRequest<C>, "part"> & Partial<SendRequest<C>> & { to: RenderContext["to"] },
): SendRequest<C> {
  return { config, window: null, idempotencyKey: "0199a000-0000-7000-8000-000000000001:0", readAttachment: async () => new Uint8Array(), ...over };
}
