import { randomBytes, randomUUID } from "node:crypto";
import { type Answer, jsonBody, type Route, text } from "../shared/http";
import { refused, route, type Work } from "./graph";
import type { Platform } from "./platform";
import { now, type Subscription } from "./world";

const MINUTE_MS = 60_000;
const LONGEST_MS = 4_230 * MINUTE_MS;
const SHORTEST_MS = 45 * MINUTE_MS;
const MAX_EACH = 1_000;
const GREETING_TIMEOUT_MS = 10_000;

export function subscriptionRoutes(platform: Platform): Route[] {
  const one = /^\/v1\.0\/subscriptions\/([^/]+)$/;
  return [
    route(platform, ["GET", /^\/v1\.0\/subscriptions$/, "Mail.ReadWrite"], ({ mailbox }) => ({
      status: 200,
      body: {
        value: living(platform)
          .filter(({ address }) => address === mailbox.address)
          .map(shown),
      },
    })),
    route(platform, ["POST", /^\/v1\.0\/subscriptions$/, "Mail.ReadWrite"], create),
    route(platform, ["PATCH", one, "Mail.ReadWrite"], prolong),
    route(platform, ["DELETE", one, "Mail.ReadWrite"], ({ mailbox, match: [id] }) => {
      const found = living(platform).find((s) => s.id === id && s.address === mailbox.address);
      if (!found) return gone();
      platform.world.subscriptions = platform.world.subscriptions.filter((s) => s !== found);
      platform.changed();
      return { status: 204, body: "" };
    }),
  ];
}

export const living = ({ world }: Platform): Subscription[] => world.subscriptions.filter(({ endsAt }) => endsAt > now(world));

const gone = (): Answer => refused(404, "ResourceNotFound", "The object was not found.");
const invalid = (message: string): Answer => refused(400, "ValidationError", message);

const shown = ({ id, changeType, notificationUrl, lifecycleNotificationUrl, resource, endsAt }: Subscription) => ({
  id,
  resource,
  changeType,
  clientState: null,
  notificationUrl,
  lifecycleNotificationUrl,
  expirationDateTime: new Date(endsAt).toISOString(),
});

const create: Work = async ({ platform, mailbox, call }) => {
  const given = jsonBody(call);
  const { world } = platform;
  const [notificationUrl, lifecycleUrl] = [text(given.notificationUrl), text(given.lifecycleNotificationUrl)];
  if (text(given.clientState).length > 128) return invalid("clientState exceeds the maximum length of 128 characters.");
  if (!/^(created|updated|deleted)(,(created|updated|deleted))*$/.test(text(given.changeType))) return invalid("changeType is not supported.");
  if (!/^\/?(me|users\/[^/]+)\/mailFolders\('inbox'\)\/messages$/i.test(text(given.resource)))
    return refused(400, "ExtensionError", "The resource is not supported.");
  const endsAt = endOf(platform, given.expirationDateTime);
  if (endsAt === null) return invalid("Subscription expiration can only be 4230 minutes in the future.");
  if (living(platform).filter((s) => s.address === mailbox.address).length >= MAX_EACH) return refused(403, "ExtensionError", "Too many subscriptions.");
  for (const url of [notificationUrl, lifecycleUrl].filter(Boolean)) {
    const problem = await greet(platform, url);
    if (problem) return invalid(problem);
  }
  const subscription: Subscription = {
    id: randomUUID(),
    address: mailbox.address,
    changeType: text(given.changeType),
    notificationUrl,
    lifecycleNotificationUrl: lifecycleUrl || null,
    resource: text(given.resource),
    clientState: text(given.clientState) || null,
    endsAt,
    isImmutable: String(call.headers.prefer ?? "").includes("ImmutableId"),
  };
  world.subscriptions.push(subscription);
  platform.changed();
  return { status: 201, body: shown(subscription) };
};

const prolong: Work = ({ platform, mailbox, call, match: [id] }) => {
  const found = living(platform).find((s) => s.id === id && s.address === mailbox.address);
  if (!found) return gone();
  const endsAt = endOf(platform, jsonBody(call).expirationDateTime);
  if (endsAt === null) return invalid("Subscription expiration can only be 4230 minutes in the future.");
  found.endsAt = endsAt;
  platform.changed();
  return { status: 200, body: shown(found) };
};

/** Below three quarters of an hour it becomes that; beyond three days it is refused. */
function endOf({ world }: Platform, given: unknown): number | null {
  const wanted = Date.parse(text(given));
  if (Number.isNaN(wanted) || wanted > now(world) + LONGEST_MS) return null;
  return Math.max(wanted, now(world) + SHORTEST_MS);
}

/** Whoever is to be called must give the word back, decoded, as plain text, at once. */
async function greet({ options }: Platform, url: string): Promise<string | null> {
  if (!URL.canParse(url)) return "The notification address is no address.";
  const target = new URL(url);
  const isLocal = options.isLocalAllowed && ["127.0.0.1", "localhost"].includes(target.hostname);
  if (target.protocol !== "https:" && !isLocal) return "The notification address must begin with https.";
  const word = `Validation: Testing client application reachability for subscription Request-Id: ${randomBytes(8).toString("hex")} +%`;
  target.search += `${target.search ? "&" : "?"}validationToken=${encodeURIComponent(word)}`;
  try {
    const response = await fetch(target, {
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "",
      signal: AbortSignal.timeout(GREETING_TIMEOUT_MS),
    });
    const body = await response.text();
    if (response.status !== 200)
      return `Subscription validation request failed. Notification endpoint must respond with 200 OK, and responded ${response.status}.`;
    if (!(response.headers.get("content-type") ?? "").startsWith("text/plain")) return "Subscription validation request failed. The answer must be text/plain.";
    return body === word ? null : "Subscription validation request failed. Response must exactly match validationToken query parameter.";
  } catch {
    return "Subscription validation request timed out.";
  }
}
