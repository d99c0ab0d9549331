import { createServer, type Server } from "node:http";
import { env } from "@/lib/env";
import { mayReadMetrics } from "./may-read-metrics";
import { METRICS_TYPE, writeMetrics } from "./write-metrics";

/** GET /metrics of a web process. 403 for whoever may not read it. */
export async function handleMetrics(request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return new Response("GET only", { status: 405, headers: { allow: "GET, HEAD" } });
  const asker = { authorization: request.headers.get("authorization"), hops: request.headers.get("x-forwarded-for") ?? "" };
  if (!mayReadMetrics(asker, env().METRICS_TOKEN)) return new Response("not for you", { status: 403 });
  return new Response(await writeMetrics(), { headers: { "content-type": METRICS_TYPE, "cache-control": "no-store" } });
}

/** The same of a worker, on a port of its own: for every address where there is a token, else for this machine. Rejects when the port is taken. */
export async function serveMetrics(port: number): Promise<Server> {
  const { METRICS_TOKEN } = env();
  const server = createServer((request, response) => {
    const { authorization = null, "x-forwarded-for": forwarded } = request.headers;
    const hops = [forwarded, request.socket.remoteAddress].flat().filter(Boolean).join(", ");
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    if (!mayReadMetrics({ authorization, hops }, METRICS_TOKEN)) return void response.writeHead(403).end("not for you");
    writeMetrics().then(
      (text) => response.writeHead(200, { "content-type": METRICS_TYPE }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, METRICS_TOKEN ? undefined : "127.0.0.1", resolve);
  });
  return server;
}
