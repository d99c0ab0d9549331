import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, html, jsonBody, type Route, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { componentRoutes, pushDueTicket, pushTicket, unauthorise } from "./component-api";
import { consentPage, decideConsent } from "./consent-page";
import { configure, consolePage } from "./console-page";
import { createDelivery } from "./deliver";
import { createMedia } from "./media";
import { download, upload, userInfo } from "./media-api";
import { sendMessage, showTyping } from "./message-api";
import { phoneRoutes } from "./phone-api";
import type { Platform, WechatOptions } from "./platform";
import { OK, refuse } from "./refusals";
import { accountOf, classicToken, stableToken } from "./tokens-api";
import { type Account, findAccount, newWorld, now, openIdOf, TROUBLES, type Trouble, type World } from "./world";

/** On the next call: throttle, busy, timeout, refuse, invalid-token, expire-token, lose-media. On the next event: double, reorder, wrong-signature, wrong-receiver. */
const EFFECTS = [
  "throttle",
  "busy",
  "timeout",
  "refuse",
  "invalid-token",
  "expire-token",
  "lose-media",
  "double",
  "reorder",
  "wrong-signature",
  "wrong-receiver",
];

const TICKET_CHECK_MS = 30_000;
/** Until somebody listens: the product may start later. */
const FIRST_TICKET_MS = 2_000;

/** Starts a WeChat platform for official accounts on one port. */
export async function start(options: WechatOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld();
  const live = createLive();
  const control = createControl(EFFECTS, () => {
    world.clockOffsetMs = 0;
  });
  let baseUrl = options.publicUrl ?? "";
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const delivery = createDelivery(world, { options, control });
  const platform: Platform = { options, world, control, live, media: createMedia(() => baseUrl), delivery, changed };
  const running = await serve(options.port, [...ownRoutes(platform), ...phoneRoutes(platform), ...componentRoutes(platform), ...accountRoutes(platform)]);
  baseUrl ||= running.url;
  const stopTickets = keepTickets(platform);
  return {
    url: running.url,
    async close() {
      stopTickets();
      delivery.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

const INTRO = "You are the customer. Write to an official account as in WeChat. Its console is at /console.";
const EXTRAS = [
  { label: "Menu: 人工客服", path: "menu", body: { key: "MENU_HUMAN_AGENT" } },
  { label: "Scan a code", path: "scan", body: { scene: "store_0271" } },
  { label: "Send a place", path: "messages", body: { location: true } },
  { label: "Send a link", path: "messages", body: { link: { title: "AF-550 说明书", description: "使用与清洁", url: "https://shop.example.com/af-550" } } },
];

function ownRoutes(platform: Platform): Route[] {
  return [
    ["GET", /^\/$/, () => html(phonePage({ title: "WeChat", accent: "#07a35a", intro: INTRO, extras: EXTRAS }))],
    ["GET", /^\/__live$/, (call) => platform.live.open(call)],
    ["GET", /^\/__state$/, () => state(platform)],
    ["POST", /^\/__control$/, (call) => platform.control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__webhook$/, (call) => setWebhook(platform, call)],
    ["POST", /^\/__trouble$/, (call) => withAccount(platform, call, (account, { trouble }) => makeTrouble(platform, account, text(trouble)))],
    [
      "POST",
      /^\/__unauthorize$/,
      (call) => withAccount(platform, call, async (account) => ({ status: 200, body: { isTaken: await unauthorise(platform, account) } })),
    ],
    ["GET", /^\/console$/, () => consolePage(platform)],
    ["POST", /^\/__console$/, (call) => configure(platform, call)],
    ["GET", /^\/cgi-bin\/componentloginpage$/, (call) => consentPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["GET", /^\/mmbiz\/([\w-]+)$/, (_call, id = "") => platform.media.serve(id)],
  ];
}

/** What an account calls with its token. */
function accountRoutes(platform: Platform): Route[] {
  const asAccount =
    (run: (account: Account, call: Call) => Answer | Promise<Answer>) =>
    (call: Call): Answer | Promise<Answer> => {
      if (platform.control.take("throttle")) return refuse("45011");
      if (platform.control.take("busy")) return refuse("-1");
      const account = accountOf(platform, call);
      return account && "appId" in account ? run(account, call) : account;
    };
  return [
    ["GET", /^\/cgi-bin\/token$/, (call) => classicToken(platform, call)],
    ["POST", /^\/cgi-bin\/stable_token$/, (call) => stableToken(platform, call)],
    ["POST", /^\/cgi-bin\/message\/custom\/send$/, asAccount((account, call) => sendMessage(platform, account, call))],
    ["POST", /^\/cgi-bin\/message\/custom\/typing$/, asAccount((account, call) => showTyping(platform, account, call))],
    ["POST", /^\/cgi-bin\/media\/upload$/, asAccount((_account, call) => upload(platform, call))],
    ["GET", /^\/cgi-bin\/media\/get$/, asAccount((_account, call) => download(platform, call))],
    ["GET", /^\/cgi-bin\/user\/info$/, asAccount((account, call) => userInfo(platform, account, call))],
    ["GET", /^\/cgi-bin\/getcallbackip$/, asAccount(() => ({ status: 200, body: { ip_list: ["127.0.0.1"] } }))],
    ["POST", /^\/cgi-bin\/clear_quota$/, asAccount(() => OK)],
  ];
}

/** Everything the platform knows, with the ids that each person has at each account: for tests and for the demo's seed. */
function state({ world, options, control }: Platform): Answer {
  const openIds = Object.fromEntries(world.accounts.map(({ appId }) => [appId, Object.fromEntries(world.people.map(({ id }) => [id, openIdOf(id, appId)]))]));
  return { status: 200, body: { ...world, openIds, webhookUrl: options.webhookUrl ?? null, next: control.waiting() } };
}

/** POST /__clock {advanceHours}: time passes for windows, tokens, files and tickets. */
async function moveClock(platform: Platform, call: Call): Promise<Answer> {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  await pushDueTicket(platform);
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__webhook {url}: where the platform listens from now on; it gets its ticket at once. */
async function setWebhook(platform: Platform, call: Call): Promise<Answer> {
  platform.options.webhookUrl = text(jsonBody(call).url);
  return { status: 200, body: { isTaken: await pushTicket(platform) } };
}

async function withAccount(
  platform: Platform,
  call: Call,
  run: (account: Account, body: Record<string, unknown>) => Answer | Promise<Answer>,
): Promise<Answer> {
  const body = jsonBody(call);
  const account = findAccount(platform.world, text(body.account));
  return account ? run(account, body) : badRequest("account is an AppID");
}

function makeTrouble(platform: Platform, account: Account, trouble: string): Answer {
  if (trouble && !(trouble in TROUBLES)) return badRequest(`trouble is one of: ${Object.keys(TROUBLES).join(", ")}; empty: none`);
  account.trouble = (trouble as Trouble) || null;
  platform.changed();
  return { status: 200, body: { trouble: account.trouble } };
}

/** A ticket at the start, and one every ten minutes. */
function keepTickets(platform: Platform): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isKnown = false;
  let isOver = false;
  const again = async () => {
    if (isKnown) await pushDueTicket(platform);
    else if (platform.options.webhookUrl) isKnown = await pushTicket(platform);
    if (!isOver) timer = setTimeout(again, isKnown ? TICKET_CHECK_MS : FIRST_TICKET_MS);
  };
  void again();
  return () => {
    isOver = true;
    if (timer) clearTimeout(timer);
  };
}
