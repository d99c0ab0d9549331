import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { provideEnvironment } from "@/lib/env";

interface BotApi {
  botId: number;
  /** The one token that this Telegram knows. */
  token: string;
  calls: { method: string; body: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** As much of Telegram as connecting a bot needs, on loopback: it knows one token and takes what that one asks. The API's address is in the environment until it closes. */
export async function startBotApi(): Promise<BotApi> {
  const botId = 100_000_000 + Math.floor(Math.random() * 900_000_000);
  const token = `${botId}:${"A".repeat(35)}`;
  const calls: BotApi["calls"] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, bot, method = ""] = (request.url ?? "").split("/");
    calls.push({ method, body: JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown> });
    const isKnown = bot === `bot${token}`;
    const result = method === "getMe" ? { id: botId, is_bot: true, first_name: "Shop", username: "shop_bot" } : true;
    const answer = isKnown ? { ok: true, result } : { ok: false, error_code: 401, description: "Unauthorized" };
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  pointTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const close = () =>
    new Promise<void>((resolve) => {
      pointTo(undefined);
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { botId, token, calls, close };
}

function pointTo(url: string | undefined): void {
  if (url) process.env.TELEGRAM_API_URL = url;
  else delete process.env.TELEGRAM_API_URL;
  // What was remembered of the environment is forgotten.
  provideEnvironment({});
}
