import { randomBytes, randomInt } from "node:crypto";
import type { AddressInfo } from "node:net";
import { platformEnv, provideEnvironment, publicUrl } from "@/lib/env";
import { createApiKey } from "@/server/auth/api-keys";
import { startSession } from "@/server/auth/start-session";
import { createChannel } from "@/server/connections/create-channel";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { createFront } from "@/server/web-front";
import type { Foreign } from "./foreign";

/** One workspace with a channel of each kind, and everything that opens them. */
export interface World {
  port: number;
  foreign: Foreign;
  tenant: TestTenant;
  pageId: string;
  appSecret: string;
  bot: { id: string; secret: string };
  account: { id: string; appId: string; token: string; aesKey: string };
  api: { id: string; key: string };
  widget: { id: string; token: string; identitySecret: string };
  /** An agent's browser. */
  cookie: string;
}

interface OpenFront {
  port: number;
  close(): Promise<void>;
}

/** The product's own HTTP front on a real socket; what it would hand to Next is a 404. */
export async function openFront(patience?: Parameters<typeof createFront>[0]["patience"]): Promise<OpenFront> {
  provideEnvironment({ MESSENGER_APP_ID: "app", MESSENGER_APP_SECRET: "the-apps-secret", MICROSOFT_APP_ID: "app", MICROSOFT_APP_SECRET: "the-apps-secret" });
  const servePage: Parameters<typeof createFront>[0]["servePage"] = async (_request, response) => void response.writeHead(404).end("page");
  const server = createFront({ origin: publicUrl(), stopping: new AbortController().signal, servePage, patience });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, close };
}

/** A workspace of its own, so that whatever a request leaves behind is that request's. */
export async function makeWorld({ port }: Pick<OpenFront, "port">, foreign: Foreign): Promise<World> {
  const tenant = await makeTenant();
  const pageId = `9${randomInt(10 ** 12)}`;
  const bot = { botToken: `${randomInt(10 ** 12)}:AAsecret-of-the-bot`, webhookSecret: `webhook-secret-${pageId}` };
  const account = { appId: `wx${randomInt(10 ** 12)}`, token: `token${randomInt(10 ** 12)}`, aesKey: randomBytes(60).toString("hex").slice(0, 43) };
  const made = await tenant.door(async (scope) => {
    await createChannel(scope, { kind: "messenger", name: "Page", credentials: { pageId, pageAccessToken: `page-token-${pageId}` } });
    return {
      bot: await createChannel(scope, { kind: "telegram", name: "Bot", credentials: bot }),
      account: await createChannel(scope, {
        kind: "wechat-oa",
        name: "Account",
        credentials: { appId: account.appId, appSecret: "secret", token: account.token, encodingAesKey: account.aesKey },
      }),
      api: await createChannel(scope, { kind: "api", name: "Shop system", credentials: {} }),
      widget: await createChannel(scope, { kind: "widget", name: "Chat", credentials: {} }),
      key: await createApiKey(scope, { name: "test", scopes: ["*"] }),
    };
  });
  const { token } = await startSession({ userId: tenant.ownerId, client: { address: "203.0.113.7", userAgent: null }, previousToken: null });
  return {
    port,
    foreign,
    tenant,
    pageId,
    appSecret: platformEnv("messenger", "APP_SECRET") ?? "",
    bot: { id: made.bot.channelId, secret: bot.webhookSecret },
    account: { id: made.account.channelId, ...account },
    api: { id: made.api.channelId, key: made.key.key },
    widget: { id: made.widget.channelId, token: await visitorToken(port, made.widget.channelId), identitySecret: made.widget.identitySecret ?? "" },
    cookie: `parley-session=${token}`,
  };
}

async function visitorToken(port: number, channelId: string): Promise<string> {
  const headers = { "content-type": "application/json", "x-forwarded-for": strangersAddress() };
  const answer = await fetch(`http://127.0.0.1:${port}/api/widget/session`, { method: "POST", headers, body: JSON.stringify({ channelId }) });
  return ((await answer.json()) as { token: string }).token;
}

/** Everybody calls from an address of their own, so that limits count what a test wants counted. */
export function strangersAddress(): string {
  return `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}::1`;
}
