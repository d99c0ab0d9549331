import { oneLine } from "@/lib/schemas/text";
import type { ChannelConfig, OutboundMessage, Transport, TransportResponse } from "@/server/channels/contract";
import { askLine, type LineCall } from "./line-api";
import type { LineCredentials } from "./payload";
import { readError } from "./send-errors";

// developers.line.biz/en/docs/messaging-api/icon-nickname-switch, read 2026-11-21: 20 characters, and "certain words such as LINE" are not taken.
const MAX_NAME = 20;
const FORBIDDEN = /line/i;

/** The agent's name, which LINE shows over the message before the account's; undefined where LINE would not take it. Pure. */
export function senderOf({ author }: Pick<OutboundMessage, "author">): { name: string } | undefined {
  const name = oneLine(author?.name ?? "", MAX_NAME);
  return name === "" || FORBIDDEN.test(name) ? undefined : { name };
}

interface Saying extends LineCall {
  body: { messages: Record<string, unknown>[] } & Record<string, unknown>;
}

/**
 * One call that says something, and LINE's answer. Which names it refuses is told nowhere in full: words that it refuses for the
 * sender's name alone are said once more under the account's.
 */
export async function say(config: ChannelConfig<LineCredentials>, call: Saying, transport: Transport): Promise<TransportResponse> {
  const response = await askLine(config, call, transport);
  if (response.status !== 400 || !blamesSender(response)) return response;
  const messages = call.body.messages.map(({ sender: _sender, ...message }) => message);
  return askLine(config, { ...call, body: { ...call.body, messages } }, transport);
}

function blamesSender(response: TransportResponse): boolean {
  const details = readError(response)?.details ?? [];
  return details.length > 0 && details.every(({ property }) => property?.includes("sender"));
}
