import { type Answer, text } from "../shared/http";
import { badRequest, ok } from "./answers";
import type { Method } from "./platform";
import { noWebhook } from "./world";

const PORTS = ["", "443", "80", "88", "8443"];
const SECRET = /^[A-Za-z0-9_-]{1,256}$/;

export function setWebhook({ platform, bot, params }: Method): Answer {
  const url = text(params.url);
  if (params.drop_pending_updates === true) bot.queues = {};
  if (url === "") return deleteWebhook({ platform, bot, params, uploads: new Map() });
  const problem = checkUrl(url, platform.options.isLocalAllowed ?? false);
  if (problem) return badRequest(`bad webhook: ${problem}`);
  const secret = text(params.secret_token);
  if (params.secret_token !== undefined && !SECRET.test(secret)) return badRequest("secret token contains unallowed characters");
  const maxConnections = Number(params.max_connections ?? 40);
  // A list that is left out keeps the one before.
  const allowedUpdates = listOf(params.allowed_updates) ?? bot.webhook.allowedUpdates;
  bot.webhook = { ...noWebhook(), url, secret, allowedUpdates, maxConnections: Math.min(Math.max(maxConnections, 1), 100) };
  platform.changed();
  platform.updates.wake(bot);
  return ok(true);
}

function checkUrl(value: string, isLocalAllowed: boolean): string | null {
  if (!URL.canParse(value)) return "invalid URL specified";
  const { protocol, hostname, port } = new URL(value);
  if (isLocalAllowed && protocol === "http:" && ["localhost", "127.0.0.1"].includes(hostname)) return null;
  if (protocol !== "https:") return "An HTTPS URL must be provided for webhook";
  if (!PORTS.includes(port)) return "Webhook can be set up only on ports 80, 88, 443 or 8443";
  if (/^(localhost|127\.|10\.|192\.168\.|\[)/.test(hostname)) return "IP address is reserved";
  return null;
}

function listOf(value: unknown): string[] | null {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(list) && list.length > 0 ? list.map(text) : null;
}

export function deleteWebhook({ platform, bot, params }: Method): Answer {
  if (params.drop_pending_updates === true) bot.queues = {};
  bot.webhook = { ...noWebhook(), allowedUpdates: bot.webhook.allowedUpdates };
  platform.changed();
  return ok(true);
}

export function getWebhookInfo({ bot: { webhook, queues } }: Method): Answer {
  const { url, maxConnections, allowedUpdates, lastErrorAt, lastErrorMessage } = webhook;
  const errors = lastErrorAt === null ? {} : { last_error_date: lastErrorAt, last_error_message: lastErrorMessage };
  const pending_update_count = Object.values(queues).reduce((sum, queue) => sum + queue.length, 0);
  const settings = url ? { max_connections: maxConnections, allowed_updates: allowedUpdates } : {};
  return ok({ url, has_custom_certificate: false, pending_update_count, ...settings, ...errors });
}
