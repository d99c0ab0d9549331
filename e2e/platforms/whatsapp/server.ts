import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, html, jsonBody, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { consentPage, decideConsent } from "./consent-page";
import { graphRoutes } from "./graph-api";
import { ERROR_CODES } from "./graph-errors";
import { createMedia } from "./media";
import { newWorld } from "./new-world";
import { phoneRoutes } from "./phone-api";
import { PARTNER_ID, type Platform, type WhatsappOptions } from "./platform";
import { createWebhooks } from "./webhooks";
import { accountsOf, accountToken, now, type Template, type World } from "./world";

/**
 * On the next call: any code of the error reference, timeout. On the next message: "late:" and a code, read-first, skip-delivered,
 * no-recipient. On the next event: double, reorder, batch.
 */
const EFFECTS = [
  ...ERROR_CODES,
  ...ERROR_CODES.map((code) => `late:${code}`),
  ...["timeout", "read-first", "skip-delivered", "no-recipient", "double", "reorder", "batch"],
];

/** What else a person can do there. */
const EXTRAS = [
  { label: "Where I am", path: "messages", body: { location: true } },
  { label: "Pass on a contact", path: "messages", body: { contact: true } },
  { label: "Order from the catalogue", path: "messages", body: { order: true } },
  { label: "Poll", path: "messages", body: { poll: true } },
  { label: "Come from an ad", path: "messages", body: { text: "Info please", isFromAd: true } },
  { label: "Ask about a product", path: "messages", body: { text: "Is it waterproof?", isProductEnquiry: true } },
  { label: "In a group", path: "messages", body: { group: "120363041234567890", text: "Hello from the group" } },
  { label: "No offers", path: "marketing", body: { isWanted: false } },
  { label: "Offers again", path: "marketing", body: { isWanted: true } },
  { label: "Answer in the app", path: "app-answer", body: { text: "Hello from the WhatsApp Business app" } },
];

/** Starts a WhatsApp Business platform on one port. */
export async function start(options: WhatsappOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld();
  const live = createLive();
  const control = createControl(EFFECTS, () => {
    world.clockOffsetMs = 0;
  });
  const changed = () => {
    file.save(world);
    live.changed();
  };
  let baseUrl = options.publicUrl ?? "";
  const platform: Platform = {
    options,
    world,
    control,
    live,
    media: createMedia(() => baseUrl),
    webhooks: createWebhooks(world, { options, control, changed }),
    codes: new Map(),
    changed,
  };
  const isToken = (token: string) => accountsOf(world, token, options.appSecret) !== null;
  const page = { title: "WhatsApp", accent: "#128c4b", intro: "You are the customer. Write to a business as on your phone.", hasSticker: true, extras: EXTRAS };
  const running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage(page))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => state(platform)],
    ["GET", /^\/__demo$/, () => demo(platform)],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__webhook$/, (call) => setWebhook(platform, call)],
    ["POST", /^\/__account$/, (call) => noticeAccount(platform, call)],
    ["POST", /^\/__template$/, (call) => setTemplate(platform, call)],
    ["GET", /^\/v\d+\.\d+\/dialog\/oauth$/, (call) => consentPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["GET", /^\/attachments\/(\d+)$/, (call, id = "") => platform.media.serve(call, { id, now: now(world), isToken })],
    ...phoneRoutes(platform),
    ...graphRoutes(platform),
  ]);
  baseUrl ||= running.url;
  return {
    url: running.url,
    async close() {
      platform.webhooks.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

/** Everything the platform knows, with a system user's token for each account: for tests and for the demo's seed. */
function state({ world, options, control }: Platform): Answer {
  const accounts = world.accounts.map((account) => ({ ...account, accessToken: accountToken(account, options.appSecret) }));
  return { status: 200, body: { ...world, accounts, webhookUrl: options.webhookUrl ?? null, next: control.waiting() } };
}

/** What the demo connects by itself. */
function demo({ world, options }: Platform): Answer {
  const [account] = world.accounts;
  const number = world.numbers.find(({ accountId }) => accountId === account?.id);
  if (!account || !number) return { status: 200, body: { channels: [] } };
  const credentials = { phoneNumberId: number.id, wabaId: account.id, accessToken: accountToken(account, options.appSecret) };
  return { status: 200, body: { channels: [{ name: number.name, credentials }] } };
}

/** POST /__clock {advanceHours}: time passes for windows, codes, tokens and addresses. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__webhook {url}: as in the app's dashboard, taken only when the address answers the challenge. */
async function setWebhook(platform: Platform, call: Call): Promise<Answer> {
  const url = new URL(text(jsonBody(call).url));
  const challenge = String(Math.floor(Math.random() * 1e10));
  const asked = { "hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": platform.options.verifyToken };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const answer = await fetch(url).then(
    (response) => response.text(),
    () => "",
  );
  if (answer !== challenge) return badRequest("The URL couldn't be validated: the challenge did not come back.");
  platform.options.webhookUrl = text(jsonBody(call).url);
  return { status: 200, body: { success: true } };
}

/** POST /__account {account, event}: what became of the access names us, the partner, as the entry. */
async function noticeAccount(platform: Platform, call: Call): Promise<Answer> {
  const { account: id, event } = jsonBody(call);
  const account = platform.world.accounts.find((a) => a.id === id);
  if (!account) return badRequest("account is an id from /__state");
  const isEnd = text(event).startsWith("PARTNER_");
  const ban = event === "DISABLED_UPDATE" ? { ban_info: { waba_ban_state: "DISABLE", waba_ban_date: "September 16, 2026" } } : {};
  const value = { event, ...(isEnd ? { waba_info: { waba_id: id, owner_business_id: "2329417887457253" } } : ban) };
  const entry = { id: isEnd ? PARTNER_ID : id, time: Math.floor(now(platform.world) / 1000), changes: [{ value, field: "account_update" }] };
  const isTaken = await platform.webhooks.post({ object: "whatsapp_business_account", entry: [entry] });
  if (isEnd) {
    account.tokenVersion += 1;
    account.isSubscribed = false;
    for (const grant of Object.values(platform.world.tokens)) grant.accountIds = grant.accountIds.filter((granted) => granted !== id);
    platform.changed();
  }
  return { status: 200, body: { isTaken } };
}

/** POST /__template {account, name, language, status?, reason?, body?}: the review has an outcome, or somebody changed the text at WhatsApp. */
async function setTemplate(platform: Platform, call: Call): Promise<Answer> {
  const given = jsonBody(call);
  const account = platform.world.accounts.find(({ id }) => id === given.account);
  const template = account?.templates.find(({ name, language }) => name === given.name && language === (given.language ?? "en_US"));
  if (!account || !template) return badRequest("account, name and language are those of a template in /__state");
  const body = template.components.find(({ type }) => type === "BODY");
  if (given.body && body) body.text = text(given.body);
  if (!given.status) return { status: 200, body: template };
  template.status = given.status as Template["status"];
  template.rejected_reason = text(given.reason) || "NONE";
  platform.changed();
  const value = {
    event: template.status,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    reason: template.rejected_reason,
  };
  return { status: 200, body: { isTaken: await platform.webhooks.emit(account, "message_template_status_update", value) } };
}
