import type { RawRequest } from "@/server/channels/contract";

/** What stands behind the kind in a webhook's path: a channel's id of ours, a platform's own account id, or a word. Null where nothing does. */
export function keyOf(request: Pick<RawRequest, "url">): string | null {
  const key = /\/api\/webhooks\/[^/?#]+\/([^/?#]+)/.exec(request.url)?.[1];
  return key ? safelyDecoded(key) : null;
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
