import { createControl } from "../shared/control";
import { type Answer, type Call, html, jsonBody, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { signedRequest } from "../shared/meta-deliver";
import { REFUSAL_NAMES } from "../shared/meta-errors";
import { createWebhooks } from "../shared/meta-webhooks";
import { phonePage } from "../shared/phone-page";
import { createMedia } from "../shared/signed-media";
import { openStateFile } from "../shared/state-file";
import { consentPage, decideConsent } from "./consent-page";
import { graphRoutes } from "./graph-api";
import { phoneRoutes } from "./phone-api";
import { type MessengerOptions, type Platform, USER } from "./platform";
import { newWorld, now, pageToken, type World } from "./world";

/** Which subscribed field lets an event through. */
const FIELD_OF: Record<string, string> = {
  message: "messages",
  echo: "message_echoes",
  postback: "messaging_postbacks",
  delivery: "message_deliveries",
  read: "message_reads",
  message_edit: "message_edits",
  reaction: "message_reactions",
  take_thread_control: "messaging_handovers",
  pass_thread_control: "messaging_handovers",
  referral: "messaging_referrals",
  optin: "messaging_optins",
  standby: "standby",
};

/** On the next call; Meta's other refusals by their names. */
const OF_CALLS = ["throttle", "transient", "timeout", "refuse", "echo-first", ...REFUSAL_NAMES];
const OF_EVENTS = ["double", "reorder", "batch", "seconds", "expire-media"];

const PHONE = {
  title: "Messenger",
  accent: "#0a7cff",
  intro: "You are the customer. Write to a Page as on your phone.",
  hasSticker: true,
  extras: [
    { label: "Share my place", path: "messages", body: { location: true } },
    { label: "Scan the table's code", path: "referral", body: {} },
    { label: "Agree to offers", path: "optin", body: {} },
    { label: "Answer in the Page inbox", path: "page-inbox", body: { text: "Hello from the Page inbox" } },
    { label: "Page inbox takes over", path: "hand-over", body: { owner: "other" } },
    { label: "…and gives back", path: "hand-over", body: { owner: "app" } },
  ],
};

/** Starts a Messenger platform on one port. */
export async function start(options: MessengerOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld();
  const live = createLive();
  const control = createControl([...OF_CALLS, ...OF_EVENTS], () => {
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
    webhooks: createWebhooks({
      object: "page",
      fieldOf: FIELD_OF,
      options,
      control,
      now: () => now(world),
      onTakenLate(body) {
        markTaken(world, body);
        changed();
      },
    }),
    grants: new Map(),
    changed,
  };
  const running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage(PHONE))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => state(platform)],
    ["GET", /^\/__demo$/, () => demo(platform)],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__webhook$/, (call) => setWebhook(platform, call)],
    ["POST", /^\/__deauthorize$/, () => deauthorize(platform)],
    ["POST", /^\/__delete-data$/, async () => ({ status: 200, body: await tellApp(platform, "data-deletion") })],
    ["POST", /^\/__test-event$/, () => sendTestEvent(platform)],
    ["GET", /^\/v\d+\.\d+\/dialog\/oauth$/, (call) => consentPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["GET", /^\/v\/([0-9a-f]+)\/[^/]+$/, (call, id = "") => platform.media.serve(call, id, now(world))],
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

/** Everything the platform knows, with the Pages' tokens: for tests and for the demo's seed. */
function state({ world, options, control }: Platform): Answer {
  const pages = world.pages.map((page) => ({ ...page, accessToken: pageToken(page, options.appSecret) }));
  return { status: 200, body: { ...world, pages, webhookUrl: options.webhookUrl ?? null, next: control.waiting() } };
}

/** The Page that the demo connects by itself. */
function demo({ world, options }: Platform): Answer {
  const channels = world.pages.slice(0, 1).map((page) => ({
    name: page.name,
    credentials: { pageId: page.id, pageAccessToken: pageToken(page, options.appSecret) },
  }));
  return { status: 200, body: { channels } };
}

/** POST /__clock {advanceHours}: time passes for windows and links. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__webhook {url}: as in the app's dashboard, taken only when the address answers the challenge. */
async function setWebhook(platform: Platform, call: Call): Promise<Answer> {
  const url = new URL(text(jsonBody(call).url));
  const challenge = String(Math.floor(Math.random() * 1e10));
  const query = { "hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": platform.options.verifyToken };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await fetch(url, { redirect: "manual" });
  const isRight = response.status === 200 && (await response.text()) === challenge;
  if (!isRight) return { status: 400, body: { error: "The callback URL or verify token couldn't be validated." } };
  platform.options.webhookUrl = text(jsonBody(call).url);
  return { status: 200, body: { success: true } };
}

/** The person removes the app: every Page token is dead, and the app is told with a signed request. */
async function deauthorize(platform: Platform): Promise<Answer> {
  for (const page of platform.world.pages) {
    page.tokenVersion += 1;
    page.fields = [];
  }
  platform.changed();
  return { status: 200, body: await tellApp(platform, "deauthorize") };
}

/** The app's own callbacks about a person, signed, at the addresses of its dashboard; gives back what the app said. */
async function tellApp({ options, world }: Platform, callback: "deauthorize" | "data-deletion"): Promise<object> {
  if (!options.webhookUrl) return { callback: null };
  const signed_request = signedRequest({ algorithm: "HMAC-SHA256", issued_at: Math.floor(now(world) / 1000), user_id: USER.id }, options.appSecret);
  const response = await fetch(`${options.webhookUrl}/${callback}`, { method: "POST", body: new URLSearchParams({ signed_request }) });
  return { callback: response.status, answer: await response.text() };
}

/** The dashboard's "Test" button: invented ids, inside `changes`. */
async function sendTestEvent(platform: Platform): Promise<Answer> {
  const at = Math.floor(now(platform.world) / 1000);
  const value = { sender: { id: "12334" }, recipient: { id: "23245" }, timestamp: String(at), message: { mid: "test_message_id", text: "test_message" } };
  const isTaken = await platform.webhooks.post({ object: "page", entry: [{ id: "0", time: at, changes: [{ field: "messages", value }] }] });
  return { status: 200, body: { isTaken } };
}

/** An event that was taken at a later attempt: its message is shown as sent. */
function markTaken(world: World, body: string): void {
  for (const { messages } of Object.values(world.threads))
    for (const message of messages) if (message.isTaken === false && body.includes(message.mid)) message.isTaken = true;
}
