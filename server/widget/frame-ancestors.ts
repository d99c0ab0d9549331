const DOMAIN = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i;

/** The channel's allowed domains as CSP `frame-ancestors` sources; a browser then refuses to show the panel anywhere else. */
export function frameAncestors(allowedDomains: string[]): string {
  if (allowedDomains.length === 0) return "*";
  // What is no domain would end the directive (";") or widen it.
  const sources = allowedDomains.filter((domain) => DOMAIN.test(domain)).flatMap((domain) => bothSchemes(domain.toLowerCase()));
  return sources.join(" ") || "'none'";
}

function bothSchemes(domain: string): string[] {
  const withPort = domain.includes(":") ? domain : `${domain}:*`;
  return [`https://${withPort}`, `http://${withPort}`];
}
