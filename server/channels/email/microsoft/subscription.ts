import { createHmac } from "node:crypto";
import * as z from "zod";
import type { AppCredentials, Transport } from "@/server/channels/contract";
import { type Config, callGraph, GRAPH } from "./api";
import { hasStatus } from "./errors";

/** The longest that Microsoft keeps one for mails (learn.microsoft.com/graph/change-notifications-overview, "Subscription lifetime"). */
const LONGEST_MS = 4_230 * 60_000;
/** Clocks differ; a minute too much is refused. */
const MARGIN_MS = 5 * 60_000;
const RESOURCE = "/me/mailFolders('inbox')/messages";

const subscriptionSchema = z.looseObject({ id: z.string(), notificationUrl: z.string().nullish(), expirationDateTime: z.string() });
const listSchema = z.looseObject({ value: z.array(subscriptionSchema), "@odata.nextLink": z.string().optional() });

/** What Microsoft says with every notification, known to it and us alone: 43 characters of the 128 it takes. Differs by mailbox. */
export const clientStateOf = ({ verifyToken }: AppCredentials, address: string): string =>
  createHmac("sha256", verifyToken).update(`microsoft:${address.toLowerCase()}`).digest("base64url");

/** Microsoft calls nobody without https. */
export const canBeCalled = ({ apiUrl, webhookUrl }: Config): boolean => webhookUrl.startsWith("https://") || (webhookUrl !== "" && apiUrl !== GRAPH);

/**
 * Makes sure that Microsoft tells us of new mail for as long as it does at most: prolongs ours, known by the address it calls, or
 * makes one. Gives until when, which is what Microsoft says and may be sooner; null where nobody could call us. Throws SendError.
 */
export async function renew(config: Config, transport: Transport): Promise<Date | null> {
  if (!config.app || !canBeCalled(config)) return null;
  const [ours, ...spare] = await listOurs(config, transport);
  for (const { id } of spare) await remove(config, id, transport);
  const until = (ours && (await prolong(config, ours.id, transport))) ?? (await create(config, config.app, transport));
  return new Date(until.expirationDateTime);
}

/** No notifications any more for this mailbox. */
export async function unsubscribe(config: Config, transport: Transport): Promise<void> {
  for (const { id } of await listOurs(config, transport)) await remove(config, id, transport);
}

const addressOf = ({ webhookUrl, credentials }: Config): string => `${webhookUrl}/microsoft?account=${encodeURIComponent(credentials.address.toLowerCase())}`;

const soon = (): string => new Date(Date.now() + LONGEST_MS - MARGIN_MS).toISOString();

async function listOurs(config: Config, transport: Transport): Promise<{ id: string }[]> {
  const found: z.output<typeof subscriptionSchema>[] = [];
  let query = "";
  do {
    const page = await callGraph(config, { method: "GET", path: `/subscriptions${query}`, answer: listSchema }, transport);
    found.push(...page.value);
    const next = page["@odata.nextLink"];
    query = next && URL.canParse(next) ? new URL(next).search : "";
  } while (query);
  return found.filter(({ notificationUrl }) => notificationUrl === addressOf(config));
}

/** Null when it has ended meanwhile. */
async function prolong(config: Config, id: string, transport: Transport) {
  const ask = { method: "PATCH", path: `/subscriptions/${encodeURIComponent(id)}`, json: { expirationDateTime: soon() }, answer: subscriptionSchema } as const;
  return callGraph(config, ask, transport).catch((error: unknown) => {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  });
}

function create(config: Config, app: AppCredentials, transport: Transport) {
  const notificationUrl = addressOf(config);
  const json = {
    changeType: "created",
    notificationUrl,
    // Can be given now only: later ones are told nothing of their end.
    lifecycleNotificationUrl: notificationUrl,
    resource: RESOURCE,
    expirationDateTime: soon(),
    clientState: clientStateOf(app, config.credentials.address),
  };
  // Microsoft greets the address before it answers.
  return callGraph(config, { method: "POST", path: "/subscriptions", json, timeoutMs: 30_000, answer: subscriptionSchema }, transport);
}

async function remove(config: Config, id: string, transport: Transport): Promise<void> {
  await callGraph(config, { method: "DELETE", path: `/subscriptions/${encodeURIComponent(id)}`, answer: z.unknown() }, transport).catch((error: unknown) => {
    if (!hasStatus(error, 404)) throw error;
  });
}
