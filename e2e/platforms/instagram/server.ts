import { createControl } from "../shared/control";
import { type Answer, type Call, html, jsonBody, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { signedRequest } from "../shared/meta-deliver";
import { REFUSAL_NAMES } from "../shared/meta-errors";
import { createWebhooks, type Product } from "../shared/meta-webhooks";
import { phonePage } from "../shared/phone-page";
import { createMedia } from "../shared/signed-media";
import { openStateFile } from "../shared/state-file";
import { decideConsent, facebookConsent, ownConsent } from "./consent-page";
import { graphRoutes } from "./graph-api";
import { ownTokenRoutes } from "./own-tokens";
import { phoneRoutes } from "./phone-api";
import { type App, type InstagramOptions, type Platform, USER } from "./platform";
import { newWorld, now, pageToken, type World } from "./world";

/** Which of an account's own fields lets an event through; echoes come with the messages. */
const FIELD_OF: Record<string, string> = {
  message: "messages",
  echo: "messages",
  postback: "messaging_postbacks",
  reaction: "message_reactions",
  read: "messaging_seen",
  referral: "messaging_referral",
  standby: "messages",
  take_thread_control: "messages",
  pass_thread_control: "messages",
};

/** On the next call; Meta's other refusals by their names. */
const OF_CALLS = ["throttle", "transient", "timeout", "refuse", "echo-first", "flat", ...REFUSAL_NAMES];
const OF_EVENTS = ["double", "reorder", "batch", "seconds", "expire-media", "numbers"];

const PHONE = {
  title: "Instagram",
  accent: "#c13584",
  intro: "You are the customer. Write to a professional account as on your phone.",
  hasSticker: true,
  extras: [
    { label: "Reply to a story", path: "messages", body: { text: "Love this!", story: "reply" } },
    { label: "Mention in my story", path: "messages", body: { story: "mention" } },
    { label: "Share a post", path: "messages", body: { share: "post" } },
    { label: "Share a reel", path: "messages", body: { share: "reel" } },
    { label: "View-once picture", path: "messages", body: { ephemeral: true } },
    { label: "Poll", path: "messages", body: { isUnsupported: true } },
    { label: "Take the last one back", path: "unsend", body: {} },
    { label: "Open through ig.me", path: "referral", body: {} },
    { label: "Come from an ad", path: "messages", body: { text: "Info please", adReferral: true } },
    { label: "Comment", path: "comment", body: {} },
    { label: "Answer in the app", path: "answer-in-app", body: { text: "Hello from the Instagram app" } },
    { label: "Page inbox takes over", path: "hand-over", body: { owner: "other" } },
    { label: "…and gives back", path: "hand-over", body: { owner: "app" } },
  ],
};

/** Starts an Instagram platform on one port: site, sign-in, API and media are one host here. */
export async function start(options: InstagramOptions): Promise<Running> {
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
  const product: Omit<Product, "options"> = {
    object: "instagram",
    fieldOf: FIELD_OF,
    control,
    now: () => now(world),
    onTakenLate(body) {
      markTaken(world, body);
      changed();
    },
  };
  let baseUrl = options.publicUrl ?? "";
  // The Page's list is by Messenger's names, and any of them will do: see `emit`.
  const ofPage = {
    ...options,
    ...options.facebook,
    get webhookUrl() {
      return options.webhookUrl;
    },
  };
  const platform: Platform = {
    options,
    world,
    control,
    live,
    media: createMedia(() => baseUrl),
    ownWebhooks: createWebhooks({ ...product, options }),
    pageWebhooks: createWebhooks({ ...product, fieldOf: {}, options: ofPage }),
    grants: new Map(),
    changed,
  };
  const running = await serve(options.port, routes(platform));
  baseUrl ||= running.url;
  return {
    url: running.url,
    async close() {
      platform.ownWebhooks.close();
      platform.pageWebhooks.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

function routes(platform: Platform): Parameters<typeof serve>[1] {
  const { live, control, media, world } = platform;
  return [
    ["GET", /^\/$/, () => html(phonePage(PHONE))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => state(platform)],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__account$/, (call) => changeAccount(platform, call)],
    ["POST", /^\/__webhook$/, (call) => setWebhook(platform, call)],
    ["POST", /^\/__deauthorize$/, () => deauthorize(platform)],
    ["POST", /^\/__test-event$/, () => sendTestEvent(platform)],
    ["GET", /^\/oauth\/authorize$/, (call) => ownConsent(platform, call)],
    ["GET", /^\/v\d+\.\d+\/dialog\/oauth$/, (call) => facebookConsent(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["GET", /^\/v\/([0-9a-f]+)\/[^/]+$/, (call, id = "") => media.serve(call, id, now(world))],
    ...phoneRoutes(platform),
    ...ownTokenRoutes(platform),
    ...graphRoutes(platform),
  ];
}

/** Everything the platform knows, with the Pages' tokens. */
function state({ world, options, control }: Platform): Answer {
  const accounts = world.accounts.map((account) => ({ ...account, pageToken: account.page && pageToken(account.page, options.facebook?.appSecret ?? "") }));
  return { status: 200, body: { ...world, accounts, webhookUrl: options.webhookUrl ?? null, next: control.waiting() } };
}

/** POST /__clock {advanceHours}: time passes for windows, tokens and links. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__webhook {url}: as in the app's dashboard, taken only when the address answers the challenge. Both apps' events go there. */
async function setWebhook({ options }: Platform, call: Call): Promise<Answer> {
  const url = text(jsonBody(call).url);
  for (const { verifyToken } of [options, ...(options.facebook ? [options.facebook] : [])]) {
    const challenge = String(Math.floor(Math.random() * 1e10));
    const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verifyToken });
    const response = await fetch(`${url}?${query}`, { redirect: "manual" });
    if (response.status !== 200 || (await response.text()) !== challenge)
      return { status: 400, body: { error: "The callback URL or verify token couldn't be validated." } };
  }
  options.webhookUrl = url;
  return { status: 200, body: { success: true } };
}

/** POST /__account {account, allowsMessages?, isUnlinked?}: what the owner does in the app, and the Page's admin at Facebook. */
function changeAccount(platform: Platform, call: Call): Answer {
  const { account: id, allowsMessages, isUnlinked } = jsonBody(call);
  const account = platform.world.accounts.find(({ userId }) => userId === text(id));
  if (!account) return { status: 404, body: { error: "no such account" } };
  if (typeof allowsMessages === "boolean") account.allowsMessages = allowsMessages;
  if (isUnlinked === true) account.page = null;
  platform.changed();
  return { status: 200, body: account };
}

/** Everybody takes back everything: tokens are dead, and both apps are told with a signed request each. */
async function deauthorize(platform: Platform): Promise<Answer> {
  const { world, options } = platform;
  for (const token of Object.values(world.tokens)) token.isRevoked = true;
  for (const { page } of world.accounts) if (page) page.tokenVersion += 1;
  const connected = world.accounts.filter(({ fields }) => fields.length > 0).map(({ appScopedId }) => ({ app: options as App, userId: appScopedId }));
  const told = [...connected, ...(options.facebook ? [{ app: options.facebook, userId: USER.id }] : [])];
  platform.changed();
  const answers = await Promise.all(told.map(({ app, userId }) => tellApp(platform, { app, userId, callback: "deauthorize" })));
  return { status: 200, body: { callbacks: answers } };
}

async function tellApp({ options, world }: Platform, { app, userId, callback }: { app: App; userId: string; callback: string }): Promise<number | null> {
  if (!options.webhookUrl) return null;
  const signed_request = signedRequest({ algorithm: "HMAC-SHA256", issued_at: Math.floor(now(world) / 1000), user_id: userId }, app.appSecret);
  return (await fetch(`${options.webhookUrl}/${callback}`, { method: "POST", body: new URLSearchParams({ signed_request }) })).status;
}

/** The dashboard's "Test" button: invented ids, inside `changes`. */
async function sendTestEvent(platform: Platform): Promise<Answer> {
  const at = Math.floor(now(platform.world) / 1000);
  const value = { sender: { id: "12334" }, recipient: { id: "23245" }, timestamp: String(at), message: { mid: "random_mid", text: "random_text" } };
  const isTaken = await platform.ownWebhooks.post({ object: "instagram", entry: [{ id: "0", time: at, changes: [{ field: "messages", value }] }] });
  return { status: 200, body: { isTaken } };
}

/** An event that was taken at a later attempt: its message is shown as sent. */
function markTaken(world: World, body: string): void {
  for (const { messages } of Object.values(world.threads))
    for (const message of messages) if (message.isTaken === false && body.includes(message.mid)) message.isTaken = true;
}
