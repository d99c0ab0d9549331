import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isDatabaseAway } from "@/server/db/is-database-away";
import { answerFetch, noteHop } from "./web-bridge";
import { answerProblem, answerUnavailable } from "./web-refusals";
import { watchRequest } from "./web-requests";
import { bodyLimit, isPage, isWebhook, routeFor } from "./web-routes";
import { answerWebhook } from "./web-webhooks";

/** How long a client may take. Who sends half a request and waits would hold a connection for ever. */
const PATIENCE = {
  keepAliveTimeout: 65_000,
  headersTimeout: 20_000,
  /** 25 MB over a slow line. */
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5_000,
};

interface Front {
  /** Scheme and host that the world uses. */
  origin: string;
  /** Aborts when the process is stopping, so that long polls end. */
  stopping: AbortSignal;
  /** Pages, assets and sign-in. */
  servePage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  patience?: Partial<typeof PATIENCE>;
}

/** The public HTTP server, not listening yet: our own routes ahead of Next (a webhook through Next costs twenty times as much), and the rest to `servePage`. */
export function createFront({ origin, stopping, servePage, patience }: Front): Server {
  return createServer({ ...PATIENCE, ...patience }, (request, response) => {
    noteHop(request);
    const path = request.url ?? "/";
    // "*" and "http://elsewhere/" are lawful request lines; Next stumbles over the one and redirects to the other.
    if (!path.startsWith("/")) return answerProblem(response, { status: 400, code: "invalid", detail: "The request line names no path of this server." });
    if (isWebhook(path)) return void answerWebhook(request, response);
    watchRequest(request, response, () => {
      const handler = routeFor(path);
      if (handler) return void answerFetch(handler, { request, response, origin, stopping, maxBytes: bodyLimit(path) });
      void (async () => {
        if (isPage(path) && (await isDatabaseAway())) return answerUnavailable(response);
        await servePage(request, response);
      })().catch(() => response.destroy());
    });
  });
}
