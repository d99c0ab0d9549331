import { isSameSecret } from "@/server/channels/shared/same-secret";

interface Asker {
  /** The Authorization header. */
  authorization: string | null;
  /** Every address the request came through, the nearest last: X-Forwarded-For with the one we saw. */
  hops: string;
}

const LOOPBACK = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;

/**
 * Whether somebody may read the figures: with the token, or where there is none from this machine itself. A proxy on this
 * machine speaks for strangers, and is known by the second hop that it adds.
 */
export function mayReadMetrics({ authorization, hops }: Asker, token: string | undefined): boolean {
  if (!token) return LOOPBACK.test(hops.trim());
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  return given !== undefined && isSameSecret(given, token);
}
