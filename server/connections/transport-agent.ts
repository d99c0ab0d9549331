import { Agent, buildConnector } from "undici";
import { isOutboundAllowed } from "./outbound-allow";
import { assertPublicHost, lookupPublic } from "./ssrf";

const CONNECT_TIMEOUT_MS = 5_000;

const connectAnywhere = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false });
const connectPublic = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: lookupPublic });

/** Every outgoing connection is judged here, at the moment it is opened: each redirect and each retry opens through it too. */
const connect: buildConnector.connector = (options, callback) => {
  const port = Number(options.port || (options.protocol === "https:" ? 443 : 80));
  if (isOutboundAllowed(options.hostname, port)) return connectAnywhere(options, callback);
  try {
    assertPublicHost(options.hostname);
  } catch (error) {
    return callback(error as Error, null);
  }
  connectPublic(options, callback);
};

/**
 * The pool of outgoing connections. Idle ones are closed after 2 s, sooner than servers do it: a request written into a
 * connection that the server is just closing has an unknown outcome.
 */
export const agent = new Agent({ connect, keepAliveTimeout: 2_000, connections: 64, pipelining: 1 });

/** For addresses that the operator of this installation has configured; never for a link that came from outside. */
export const operatorAgent = new Agent({ connect: connectAnywhere, keepAliveTimeout: 2_000, connections: 32, pipelining: 1 });
