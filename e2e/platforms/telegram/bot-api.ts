import { type Answer, type Call, text } from "../shared/http";
import { sendMediaGroup } from "./albums";
import { badRequest, forbidden, ok, refused } from "./answers";
import { deleteMessage, editMessageText, sendFile, sendText, setReaction } from "./messages";
import type { Method, Platform } from "./platform";
import { answerPress } from "./presses";
import { deleteWebhook, getWebhookInfo, setWebhook } from "./webhook-methods";
import { type Bot, chatOf, wireBot, wireChat } from "./world";

const TOKEN = /^\d{1,20}:[\w-]{35}$/;
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

const METHODS: Record<string, (method: Method) => Answer | Promise<Answer>> = {
  getme: ({ bot }) => ok({ ...wireBot(bot), can_join_groups: true, can_read_all_group_messages: false, can_connect_to_business: true }),
  setwebhook: setWebhook,
  deletewebhook: deleteWebhook,
  getwebhookinfo: getWebhookInfo,
  getupdates: ({ bot }) =>
    bot.webhook.url
      ? refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
      : ok(Object.values(bot.queues).flatMap((queue) => queue.map(({ update }) => update))),
  sendmessage: sendText,
  sendphoto: (method) => sendFile(method, "photo"),
  senddocument: (method) => sendFile(method, "document"),
  sendvideo: (method) => sendFile(method, "video"),
  sendaudio: (method) => sendFile(method, "audio"),
  sendvoice: (method) => sendFile(method, "voice"),
  sendmediagroup: sendMediaGroup,
  editmessagetext: editMessageText,
  deletemessage: deleteMessage,
  setmessagereaction: setReaction,
  answercallbackquery: ({ platform, params }) => answerPress(platform, text(params.callback_query_id)),
  sendchataction: sendChatAction,
  getfile: getFile,
  getchat: getChat,
  getuserprofilephotos: () => ok({ total_count: 0, photos: [] }),
};

/** POST or GET /bot<token>/<method>: the Bot API. */
export async function botApi(platform: Platform, call: Call, [token = "", name = ""]: string[]): Promise<Answer> {
  const bot = platform.world.bots.find((b) => b.token === token);
  // A malformed token makes an address that is not there; a well-formed wrong one is refused.
  if (!TOKEN.test(token)) return refused(404, "Not Found");
  if (!bot) return refused(401, "Unauthorized");
  const run = METHODS[name.toLowerCase()];
  if (!run) return refused(404, "Not Found: method not found");
  const isSend = /^send(?!chataction)/i.test(name);
  if (isSend && platform.control.take("throttle")) return refused(429, "Too Many Requests: retry after 3", { retry_after: 3 });
  if (isSend && platform.control.take("refuse")) return forbidden("bot was blocked by the user");
  if (platform.control.take("transient")) return refused(500, "Internal Server Error");
  const answer = await run({ platform, bot, ...(await readParams(call)) });
  // Done, but nobody will hear of it: the caller's clock runs out.
  if (isSend && platform.control.take("timeout")) return null;
  return answer;
}

async function readParams(call: Call): Promise<Pick<Method, "params" | "uploads">> {
  const type = call.headers["content-type"] ?? "";
  const params: Method["params"] = Object.fromEntries(call.query);
  const uploads: Method["uploads"] = new Map();
  if (type.startsWith("application/json")) Object.assign(params, JSON.parse(call.body.toString() || "{}"));
  if (type.startsWith("application/x-www-form-urlencoded")) Object.assign(params, Object.fromEntries(new URLSearchParams(call.body.toString())));
  if (!type.startsWith("multipart/form-data")) return { params, uploads };
  const form = await new Response(new Uint8Array(call.body), { headers: { "content-type": type } }).formData();
  for (const [field, value] of form) {
    if (typeof value === "string") params[field] = value;
    else uploads.set(field, { bytes: Buffer.from(await value.arrayBuffer()), name: value.name, mimeType: value.type });
  }
  return { params, uploads };
}

function sendChatAction({ platform, bot, params }: Method): Answer {
  const chatId = Number(params.chat_id);
  if (!wireChat(platform.world, chatId)) return badRequest("chat not found");
  chatOf(platform.world, bot, chatId).isTyping = text(params.action) === "typing";
  platform.changed();
  return ok(true);
}

function getFile({ platform, params }: Method): Answer {
  const file = platform.files.find(text(params.file_id));
  if (!file) return badRequest("wrong file identifier/HTTP URL specified");
  if (file.sizeBytes > MAX_DOWNLOAD_BYTES) return badRequest("file is too big");
  return ok({ file_id: file.fileId, file_unique_id: `u${file.fileId.slice(-12)}`, file_size: file.sizeBytes, file_path: file.path });
}

function getChat({ platform, bot, params }: Method): Answer {
  const chatId = Number(params.chat_id);
  const chat = wireChat(platform.world, chatId);
  return chat && chatOf(platform.world, bot, chatId).hasStarted ? ok(chat) : badRequest("chat not found");
}

/** GET /file/bot<token>/<path>: the bytes, for whoever knows the token. */
export function serveFile(platform: Platform, token: string, path: string): Answer {
  const isKnown = platform.world.bots.some((bot: Bot) => bot.token === token);
  const bytes = isKnown ? platform.files.bytes(path) : undefined;
  return bytes ? { status: 200, headers: { "content-type": "application/octet-stream" }, body: bytes } : refused(404, "Not Found");
}
