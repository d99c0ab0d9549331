import type { ChannelConfig, Transport } from "@/server/channels/contract";
import { callWithToken, type GraphCall } from "@/server/channels/shared/meta-graph";
import type { InstagramCredentials } from "./payload";
import { refusals } from "./refusals";

/** As which node an account sends and is asked: itself, or the Page that it is linked to. */
export function nodeOf({ accountId, pageId }: InstagramCredentials): string {
  return pageId ?? accountId;
}

/** Calls as the account. Throws SendError. */
export function callAsAccount({ apiUrl, credentials }: ChannelConfig<InstagramCredentials>, call: GraphCall, transport: Transport): Promise<unknown> {
  return callWithToken({ apiUrl, token: credentials.accessToken }, call, { transport, refusals });
}
