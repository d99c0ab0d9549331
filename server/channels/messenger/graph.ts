import type { ChannelConfig, Transport } from "@/server/channels/contract";
import { callWithToken, type GraphCall } from "@/server/channels/shared/meta-graph";
import type { MessengerCredentials } from "./payload";
import { refusals } from "./refusals";

/** Calls as the Page. Throws SendError. */
export function callAsPage({ apiUrl, credentials }: ChannelConfig<MessengerCredentials>, call: GraphCall, transport: Transport): Promise<unknown> {
  return callWithToken({ apiUrl, token: credentials.pageAccessToken }, call, { transport, refusals });
}
