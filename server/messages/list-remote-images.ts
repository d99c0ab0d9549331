import { AppError } from "@/lib/errors";
import type { Scope } from "@/server/db/scope";
import { messagesByIds } from "./list-messages";
import { remoteImageUrl } from "./remote-image-url";
import { remoteImages } from "./remote-images";

interface RemoteImage {
  /** As the message names it. */
  source: string;
  /** Where the browser gets it: from us. */
  url: string;
}

/**
 * Links to a message's remote images for an agent who asked to see them. The sender's server is asked by us, once the browser
 * follows a link: it learns neither who looked, nor from where, nor with what. Throws not-found.
 */
export async function listRemoteImages(scope: Scope, messageId: string): Promise<RemoteImage[]> {
  const [message] = await messagesByIds(scope, [messageId]);
  if (!message) throw new AppError("not-found", "no such message");
  return remoteImages(message.html ?? "").map((source, index) => ({
    source,
    url: remoteImageUrl({ tenantId: scope.tenantId, messageId: message.id, index }, scope.now),
  }));
}
