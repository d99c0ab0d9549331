import { type Answer, type Call, jsonBody, text } from "../shared/http";
import { invalidBody, notFound, ok, refused } from "./answers";
import type { Method, Platform } from "./platform";
import { push, reply } from "./send-api";
import { accountOf } from "./tokens";
import { chatOf, now } from "./world";

type Run = (method: Method, id: string, member: string) => Answer | Promise<Answer>;

const MAX_ENDPOINT = 500;

const METHODS: [method: string, path: RegExp, run: Run][] = [
  ["GET", /^\/v2\/bot\/info$/, botInfo],
  ["PUT", /^\/v2\/bot\/channel\/webhook\/endpoint$/, setEndpoint],
  ["GET", /^\/v2\/bot\/channel\/webhook\/endpoint$/, getEndpoint],
  ["POST", /^\/v2\/bot\/channel\/webhook\/test$/, testEndpoint],
  ["POST", /^\/v2\/bot\/message\/reply$/, reply],
  ["POST", /^\/v2\/bot\/message\/push$/, push],
  ["GET", /^\/v2\/bot\/message\/quota$/, quota],
  ["GET", /^\/v2\/bot\/message\/quota\/consumption$/, ({ account }) => ok({ totalUsage: account.quota.used })],
  ["GET", /^\/v2\/bot\/message\/([^/]+)\/content$/, content],
  ["GET", /^\/v2\/bot\/message\/([^/]+)\/content\/transcoding$/, transcoding],
  ["GET", /^\/v2\/bot\/profile\/([^/]+)$/, profile],
  ["GET", /^\/v2\/bot\/group\/([^/]+)\/summary$/, groupSummary],
  ["GET", /^\/v2\/bot\/group\/([^/]+)\/member\/([^/]+)$/, groupMember],
  ["POST", /^\/v2\/bot\/chat\/loading\/start$/, startLoading],
  ["POST", /^\/v2\/bot\/chat\/markAsRead$/, markAsRead],
];

/** The Messaging API, for who has a token. */
export async function botApi(platform: Platform, call: Call): Promise<Answer> {
  const { control, world } = platform;
  const account = accountOf(platform, call);
  if (control.take("dead-token")) {
    // As when somebody revokes it at the console: this one is refused from now on.
    for (const one of world.accounts) one.tokens = [];
    return unauthorized();
  }
  if (!account) return unauthorized();
  const found = METHODS.find(([method, path]) => method === call.method && path.test(call.url.pathname));
  if (!found) return notFound();
  if (account.isSuspended || control.take("forbid")) return refused(403, "Access to this API is not available for your account");
  if (control.take("throttle")) return refused(429, "The API rate limit has been exceeded. Try again later.");
  const [, path, run] = found;
  const [, id = "", member = ""] = path.exec(call.url.pathname) ?? [];
  const isJson = (call.headers["content-type"] ?? "").startsWith("application/json");
  if (call.method !== "GET" && !isJson) return refused(415, "Unsupported Media Type");
  return run({ platform, account, body: jsonBody(call), headers: call.headers }, decodeURIComponent(id), decodeURIComponent(member));
}

const unauthorized = () => refused(401, "Authentication failed. Confirm that the access token in the authorization header is valid.");

function botInfo({ account: { userId, basicId, name, chatMode } }: Method): Answer {
  return ok({ userId, basicId, displayName: name, chatMode, markAsReadMode: "manual" });
}

function setEndpoint({ platform, account, body }: Method): Answer {
  const endpoint = text(body.endpoint);
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isLocal = platform.options.isLocalAllowed === true && ["localhost", "127.0.0.1"].includes(url?.hostname ?? "");
  if (endpoint.length > MAX_ENDPOINT) return invalidBody([{ message: `Length must be between 0 and ${MAX_ENDPOINT}`, property: "endpoint" }]);
  if (!url || (url.protocol !== "https:" && !isLocal)) return invalidBody([{ message: "Must be a valid HTTPS URL", property: "endpoint" }]);
  account.endpoint = endpoint;
  platform.changed();
  return ok();
}

function getEndpoint({ account }: Method): Answer {
  return account.endpoint === null ? notFound() : ok({ endpoint: account.endpoint, active: account.console.useWebhook });
}

async function testEndpoint({ platform, account, body }: Method): Promise<Answer> {
  const endpoint = text(body.endpoint) || account.endpoint;
  if (!endpoint) return notFound();
  const result = await platform.webhooks.test(account, endpoint);
  return ok({ ...result, timestamp: new Date(now(platform.world)).toISOString() });
}

function quota({
  account: {
    quota: { limit },
  },
}: Method): Answer {
  return ok(limit === null ? { type: "none" } : { type: "limited", value: limit });
}

function messageOf({ platform: { world }, account }: Method, id: string) {
  const chats = Object.entries(world.chats).filter(([key]) => key.startsWith(`${account.channelId}:`));
  return chats.flatMap(([, chat]) => chat.messages).find((message) => message.id === id && message.from === "person" && !message.isUnsent);
}

const isReady = ({ platform: { world } }: Method, readyAt: number | undefined) => readyAt === undefined || readyAt <= now(world);

/** Films and sounds are converted first: 202 and nothing until then. */
function content(method: Method, id: string): Answer {
  const message = messageOf(method, id);
  const bytes = method.platform.files.get(id);
  if (!message?.file || !bytes) return notFound();
  if (!isReady(method, message.file.readyAt)) return { status: 202, body: "" };
  return { status: 200, headers: { "content-type": message.file.type }, body: bytes };
}

function transcoding(method: Method, id: string): Answer {
  const message = messageOf(method, id);
  if (!message?.file || !["video", "audio"].includes(message.type)) return notFound();
  return ok({ status: isReady(method, message.file.readyAt) ? "succeeded" : "processing" });
}

/** Told of friends only. */
function profile({ platform: { world }, account }: Method, id: string): Answer {
  const person = world.people.find((p) => p.id === id && p.friends.includes(account.channelId));
  return person ? ok({ userId: id, displayName: person.name, language: person.language }) : notFound();
}

function groupSummary({ platform: { world }, account }: Method, id: string): Answer {
  const group = world.groups.find((g) => g.id === id && g.accounts.includes(account.channelId));
  return group ? ok({ groupId: id, groupName: group.name }) : notFound();
}

/** Whoever has written there and agreed to be named, friend or not. */
function groupMember({ platform: { world }, account }: Method, id: string, member: string): Answer {
  const group = world.groups.find((g) => g.id === id && g.accounts.includes(account.channelId) && !g.isNameless);
  const hasWritten = world.chats[`${account.channelId}:${id}`]?.messages.some(({ authorId }) => authorId === member);
  const person = world.people.find((p) => p.id === member);
  return group && hasWritten && person ? ok({ userId: member, displayName: person.name }) : notFound();
}

function startLoading({ platform, account, body }: Method): Answer {
  const seconds = body.loadingSeconds ?? 20;
  if (typeof seconds !== "number" || seconds < 5 || seconds > 60 || seconds % 5 !== 0)
    return invalidBody([{ message: "loadingSeconds is 5 to 60 in steps of 5", property: "loadingSeconds" }]);
  const chatId = text(body.chatId);
  if (!platform.world.people.some(({ id }) => id === chatId)) return invalidBody([{ message: "The chat is not one-on-one", property: "chatId" }]);
  chatOf(platform.world, account, chatId).isLoading = true;
  platform.changed();
  return { status: 202, body: {} };
}

function markAsRead({ platform, account, body }: Method): Answer {
  const chats = Object.entries(platform.world.chats).filter(([key]) => key.startsWith(`${account.channelId}:`));
  const chat = chats.map(([, c]) => c).find(({ messages }) => messages.some((m) => m.markAsReadToken === body.markAsReadToken));
  const seen = chat?.messages.find((m) => m.markAsReadToken === body.markAsReadToken);
  if (!chat || !seen) return refused(400, "Invalid mark as read token");
  for (const message of chat.messages) if (message.from === "person" && message.at <= seen.at) message.isRead = true;
  platform.changed();
  return ok();
}
