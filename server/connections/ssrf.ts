import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** A destination that the product does not talk to; nothing was sent. */
export class RefusedDestination extends Error {
  override readonly name = "RefusedDestination";
  readonly code = "REFUSED_DESTINATION";
}

/**
 * Whether an address is one of the public internet. Everything that the IANA special-purpose registries set aside is not:
 * loopback, private, link-local (cloud metadata), CGNAT, documentation, and the IPv6 forms that smuggle an IPv4 address
 * (mapped, NAT64, 6to4, Teredo). https://www.iana.org/assignments/iana-ipv6-special-registry (read 2026-11-21)
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  // Global unicast is 2000::/3 only (RFC 4291, section 2.4); outside it lie the deprecated IPv4-compatible ::a.b.c.d.
  return parsed.kind() === "ipv4" || (Number(parsed.toByteArray()[0]) & 0xe0) === 0x20;
}

/** This machine by name, whatever a resolver makes of it (RFC 6761, section 6.3). */
const LOCALHOST = /(^|\.)localhost\.?$/i;

/** Throws RefusedDestination when a URL's host is an address that is not public, or localhost. Any other name passes: its addresses are judged when it is resolved. */
export function assertPublicHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (LOCALHOST.test(host)) throw new RefusedDestination(`${host} is this machine`);
  if (isIP(host) && !isPublicAddress(host)) throw new RefusedDestination(`${host} is not a public address`);
}

/**
 * A `lookup` for sockets that hands out public addresses only. The socket connects to what this gives and asks nobody
 * else, so a name that resolves to another address a moment later (DNS rebinding) gains nothing.
 */
export const lookupPublic = publicLookup(lookup);

/** The same over another resolver; for tests, whose resolver changes its mind. */
export function publicLookup(resolve: Resolve): LookupFunction {
  const lookupOnly = (hostname: string, options: LookupOptions, callback: LookupCallback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "");
      const allowed = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = allowed;
      if (!first) return callback(new RefusedDestination(`${hostname} has no public address`), "");
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
  return lookupOnly as LookupFunction;
}

type Resolve = (hostname: string, options: LookupAllOptions, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;
type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
