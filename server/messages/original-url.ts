import { publicUrl } from "@/lib/env";
import { idBytes, idFrom, linkEnd, openLink, signLink } from "./signed-link";

const USE = "original-mail";
/** Two ids and the end. */
const BODY_BYTES = 36;

export interface OriginalToken {
  tenantId: string;
  messageId: string;
}

/** A link to a mail as it came, for one to two hours. */
export function originalUrl({ tenantId, messageId }: OriginalToken, now: Date): string {
  const body = Buffer.concat([idBytes(tenantId), idBytes(messageId), Buffer.alloc(4)]);
  body.writeUInt32BE(linkEnd(now), 32);
  return `${publicUrl()}/api/originals/${signLink(USE, body)}`;
}

/** The token of a link when it is ours and still good; null otherwise. */
export function readOriginalToken(token: string, now: Date): OriginalToken | null {
  const body = openLink(USE, token, BODY_BYTES);
  if (!body || body.readUInt32BE(32) * 1_000 <= now.getTime()) return null;
  return { tenantId: idFrom(body.subarray(0, 16)), messageId: idFrom(body.subarray(16, 32)) };
}
