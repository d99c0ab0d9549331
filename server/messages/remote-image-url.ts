import { publicUrl } from "@/lib/env";
import { idBytes, idFrom, linkEnd, openLink, signLink } from "./signed-link";

const USE = "remote-image";
/** Two ids, which image of the message, and the end. */
const BODY_BYTES = 38;

export interface RemoteImageToken {
  tenantId: string;
  messageId: string;
  /** Its place among the message's remote images. */
  index: number;
  /** Seconds since 1970. */
  expiresAt: number;
}

/**
 * A link under which we fetch one image of one message for whoever holds it, for one to two hours. It names the image by its place
 * in the stored message and holds no address: so nobody, not even a holder, can make us fetch anything else (an open proxy).
 */
export function remoteImageUrl({ tenantId, messageId, index }: Omit<RemoteImageToken, "expiresAt">, now: Date): string {
  const body = Buffer.concat([idBytes(tenantId), idBytes(messageId), Buffer.alloc(6)]);
  body.writeUInt16BE(index, 32);
  body.writeUInt32BE(linkEnd(now), 34);
  return `${publicUrl()}/api/remote-images/${signLink(USE, body)}`;
}

/** The token of a link when it is ours and still good; null otherwise. */
export function readRemoteImageToken(token: string, now: Date): RemoteImageToken | null {
  const body = openLink(USE, token, BODY_BYTES);
  const expiresAt = body?.readUInt32BE(34) ?? 0;
  if (!body || expiresAt * 1_000 <= now.getTime()) return null;
  return { tenantId: idFrom(body.subarray(0, 16)), messageId: idFrom(body.subarray(16, 32)), index: body.readUInt16BE(32), expiresAt };
}
