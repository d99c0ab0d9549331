import ipaddr from "ipaddr.js";

/** Who sent a request, as far as the network tells. */
export interface RequestClient {
  /** "unknown" when no proxy and no server of ours said. */
  address: string;
  userAgent: string | null;
}

function parse(value: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return ipaddr.isValid(value) ? ipaddr.process(value) : null;
}

const INNER = new Set(["loopback", "private", "linkLocal", "uniqueLocal", "carrierGradeNat", "unspecified"]);

function isInner(value: string): boolean {
  return INNER.has(parse(value)?.range() ?? "unspecified");
}

/**
 * The client of a request. Each hop appends the address it saw to X-Forwarded-For, our own server last; what stands further
 * left is whatever the client wrote. So the nearest public address from the right counts, else the rightmost.
 */
export function requestClient(headers: Headers): RequestClient {
  const hops = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => ipaddr.isValid(hop));
  const nearest = hops.findLast((hop) => !isInner(hop)) ?? hops.at(-1);
  return { address: nearest ?? "unknown", userAgent: headers.get("user-agent")?.slice(0, 300) ?? null };
}

/** The network an address belongs to, for limits: IPv4 /24, IPv6 /48 (what one customer is commonly given). */
export function networkOf(address: string): string {
  const parsed = parse(address);
  if (!parsed) return "unknown";
  const keep = parsed.kind() === "ipv4" ? 3 : 6;
  return parsed.toByteArray().slice(0, keep).join(".");
}
