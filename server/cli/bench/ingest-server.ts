import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { provideEnvironment } from "@/lib/env";
import { noteHop } from "@/server/web-bridge";
import { isWebhook } from "@/server/web-routes";
import { answerWebhook } from "@/server/web-webhooks";
import type { Part } from "./run-role";

/** What web-server.ts does with a request of ours; only Next, which never sees one, is left out. */
export async function ingestServer({ appSecret }: { appSecret: string }): Promise<Part> {
  provideEnvironment({ MESSENGER_APP_ID: "bench", MESSENGER_APP_SECRET: appSecret });
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    noteHop(request);
    if (isWebhook(request.url ?? "/")) void answerWebhook(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { ready: { port: (server.address() as AddressInfo).port } };
}
