import { lookup } from "node:dns/promises";
import { TransportError } from "@/server/channels/contract";
import { isOutboundAllowed } from "./outbound-allow";
import { assertPublicHost, isPublicAddress, RefusedDestination } from "./ssrf";

/**
 * The IP address to open a connection to, for protocols whose clients connect by themselves. Looked up once and judged here:
 * whoever connects to it asks no name again, so that a name which answers differently a moment later (DNS rebinding) gains
 * nothing. Throws TransportError, `maybeSent` false, for a refused or unknown host.
 */
export async function addressOf({ host, port }: { host: string; port: number }): Promise<string> {
  try {
    const isAllowed = isOutboundAllowed(host, port);
    if (!isAllowed) assertPublicHost(host);
    const addresses = await lookup(host.replace(/^\[|\]$/g, ""), { all: true });
    const chosen = addresses.find(({ address }) => isAllowed || isPublicAddress(address));
    if (!chosen) throw new RefusedDestination(`${host} has no public address`);
    return chosen.address;
  } catch (error) {
    throw new TransportError(`${host}: ${(error as Error).message}`, false, error);
  }
}
