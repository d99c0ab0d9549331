import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Transport } from "@/server/channels/contract";
import type { MailServer } from "./payload";

/** How to open a connection to a mail server: the address that the guard has judged, and the name to hold its certificate against. */
export interface Endpoint {
  /** An IP address: whoever connects asks no name again. */
  host: string;
  port: number;
  secure: boolean;
  /** Absent where the server is named by its address. */
  servername: string | undefined;
  /** A password goes over the open internet only inside TLS; the operator's own network may do without. */
  mustUpgrade: boolean;
}

/** Throws TransportError for a host that is unknown or refused. */
export async function endpointOf({ host, port, tls }: MailServer, transport: Transport): Promise<Endpoint> {
  const address = await transport.addressOf({ host, port });
  const isPublic = ipaddr.process(address).range() === "unicast";
  return { host: address, port, secure: tls, servername: isIP(host) ? undefined : host, mustUpgrade: !tls && isPublic };
}
