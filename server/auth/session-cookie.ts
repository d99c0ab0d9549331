import { publicUrl } from "@/lib/env";

/** Whether the world reaches us by TLS: then cookies are Secure and carry the __Host- prefix. */
export function isSecureOrigin(): boolean {
  return publicUrl().startsWith("https://");
}

/**
 * Name of the cookie that holds the opaque session token. The __Host- prefix (RFC 6265bis, section 4.1.3.2) keeps a
 * neighbouring subdomain from planting a session of its own; browsers refuse it without Secure, so plain http goes without.
 */
export function sessionCookieName(): string {
  return isSecureOrigin() ? "__Host-parley-session" : "parley-session";
}

/** The session token in a Cookie header, or null. Of several cookies of that name the first counts, as in browsers' order. */
export function readSessionToken(cookieHeader: string | null): string | null {
  if (!cookieHeader) return null;
  const prefix = `${sessionCookieName()}=`;
  for (const part of cookieHeader.split(";")) {
    const cookie = part.trim();
    if (cookie.startsWith(prefix)) return cookie.slice(prefix.length) || null;
  }
  return null;
}
