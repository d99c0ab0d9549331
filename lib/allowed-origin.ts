/** Whether a site (an Origin header, a page's origin) may carry the widget: "shop.example", "*.shop.example", "localhost:8080". An empty list allows every site. */
export function isAllowedOrigin(origin: string, allowedDomains: string[]): boolean {
  if (allowedDomains.length === 0) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  return allowedDomains.some((domain) => matches(domain.toLowerCase(), url));
}

function matches(domain: string, { host, hostname }: URL): boolean {
  // Without a port any port is meant: a site's own staging server is the same site.
  const ours = domain.includes(":") ? host : hostname;
  return domain.startsWith("*.") ? ours.endsWith(domain.slice(1)) : ours === domain;
}
