import { createHmac } from "node:crypto";
import { sealWechat, wechatSignature } from "@/server/channels/shared/wechat-crypto";
import { type Answer, type Call, call } from "./wire";
import { strangersAddress, type World } from "./world";

/** The instant of every made-up message. */
export const AT = Date.UTC(2026, 10, 20, 9);

export type Send = (world: World) => Promise<Answer>;

/** An element of a Page's `messaging`, as JSON text, so that a line can say what no object can. */
export const fromPerson = (world: World, fields: string, person = "777") =>
  `{"sender":{"id":"${person}"},"recipient":{"id":"${world.pageId}"},"timestamp":${AT},${fields}}`;

/** The body with these elements, as the platform batches them. */
export const pageBody = (world: World, elements: string[]) => `{"object":"page","entry":[{"id":"${world.pageId}","time":${AT},"messaging":[${elements}]}]}`;

/** Signs a body as Meta signs it, and posts it to the app's URL. */
export function postPage(world: World, body: string | Uint8Array, over: Partial<Call> & { secret?: string } = {}): Promise<Answer> {
  const signature = `sha256=${createHmac("sha256", over.secret ?? world.appSecret)
    .update(body)
    .digest("hex")}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature, ...over.headers };
  return call(world.port, { path: `/api/webhooks/messenger?w=${world.pageId}`, body, ...over, headers });
}

/** Posts an update to the bot's own URL, with the secret that Telegram sends along. */
export function postBot(world: World, body: string | Uint8Array, over: Partial<Call> = {}): Promise<Answer> {
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": world.bot.secret, ...over.headers };
  return call(world.port, { path: `/api/webhooks/telegram/${world.bot.id}`, body, ...over, headers });
}

/** An update with a person's message, as JSON text. */
export const update = (id: number | string, fields: string, person: number | string = 777) =>
  `{"update_id":${id},"message":{"message_id":${id},"date":${AT / 1000},"chat":{"id":${person},"type":"private"},"from":{"id":${person}},${fields}}}`;

/** Seals and signs a message as WeChat does, and posts it to the official account's own URL. */
export function postAccount(world: World, xml: string, over: Partial<Call> & { receiveId?: string; isOpen?: boolean } = {}): Promise<Answer> {
  const { id, appId, token, aesKey } = world.account;
  const encrypt = sealWechat(xml, { aesKey, receiveId: over.receiveId ?? appId });
  const at = { timestamp: String(AT / 1000), nonce: "1" };
  const query = new URLSearchParams({
    ...at,
    signature: wechatSignature([token, "1", at.timestamp]),
    msg_signature: wechatSignature([token, "1", at.timestamp, encrypt]),
  });
  const body = over.isOpen ? xml : `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  return call(world.port, { path: `/api/webhooks/wechat-oa/${id}?${query}`, body, headers: { "content-type": "text/xml" }, ...over });
}

/** A message or event of a follower, as XML text. */
export const fromFollower = (fields: string, at: number | string = AT / 1000) =>
  `<xml><ToUserName>gh_1</ToUserName><FromUserName>777</FromUserName><CreateTime>${at}</CreateTime>${fields}</xml>`;

/** `rest("POST /contacts", {name: "x"})`; text and bytes go out as they are. */
export const rest =
  (line: string, body?: unknown, over: Partial<Call> = {}): Send =>
  (world) => {
    const [method = "GET", path = ""] = fill(world, line).split(/ (.*)/s);
    const headers = { authorization: `Bearer ${world.api.key}`, "content-type": "application/json", ...over.headers };
    return call(world.port, { method, path: `/api/v1${path}`, body: encode(world, body), ...over, headers });
  };

/** The same as a visitor's panel. */
export const visit =
  (line: string, body?: unknown, over: Partial<Call> = {}): Send =>
  (world) => {
    const [method = "GET", path = ""] = fill(world, line).split(/ (.*)/s);
    const headers = {
      authorization: `Bearer ${world.widget.token}`,
      "x-forwarded-for": strangersAddress(),
      "content-type": "application/json",
      ...over.headers,
    };
    return call(world.port, { method, path: `/api/widget${path}`, body: encode(world, body), ...over, headers });
  };

/** The same as a screen. */
export const screen =
  (line: string, body?: unknown, over: Partial<Call> = {}): Send =>
  (world) => {
    const [method = "GET", path = ""] = fill(world, line).split(/ (.*)/s);
    const headers = { cookie: world.cookie, "x-parley-tenant": world.tenant.slug, "content-type": "application/json", ...over.headers };
    return call(world.port, { method, path, body: encode(world, body), ...over, headers });
  };

function encode(world: World, body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return fill(world, typeof body === "string" ? body : JSON.stringify(body));
}

/** Puts in what only the world knows. */
export function fill(world: World, text: string): string {
  const known: Record<string, string> = { api: world.api.id, widget: world.widget.id, trap: String(world.foreign.trap), tenant: world.tenant.tenantId };
  return text.replace(/\{(api|widget|trap|tenant)\}/g, (_found, name: string) => known[name] ?? "");
}

/** A message of the shop's system. */
export const inbound = (id: string, fields: object = {}) => ({ externalId: id, from: { externalId: "777" }, text: id, ...fields });

type Way = "page" | "bot" | "account" | "api" | "widget";

/** What an honest stranger sends by the same way: it must arrive, exactly once, whatever is sent beside it. */
export const GOOD: Record<Way, (world: World, text: string) => Promise<Answer>> = {
  page: (world, text) => postPage(world, pageBody(world, [fromPerson(world, `"message":{"mid":"${text}","text":"${text}"}`)])),
  bot: (world, text) => postBot(world, update(Number(text.replace(/\D/g, "")) + 5_000, `"text":"${text}"`)),
  account: (world, text) =>
    postAccount(world, fromFollower(`<MsgType>text</MsgType><Content>${text}</Content><MsgId>${Number(text.replace(/\D/g, "")) + 5_000}</MsgId>`)),
  api: (world, text) => rest("POST /channels/{api}/inbound", inbound(text))(world),
  widget: (world, text) => visit("POST /messages", { clientId: text, text })(world),
};
