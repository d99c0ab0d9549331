import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, html, jsonBody, type Route, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { getCustomers, listAccounts } from "./account-api";
import { asCorp } from "./asked";
import { createDelivery } from "./deliver";
import { createMedia, download, upload } from "./media";
import { configure, consolePage, decideConsent, installPage } from "./pages";
import { phoneRoutes } from "./phone-api";
import type { Platform, WecomOptions } from "./platform";
import { sendByCode, sendMessage } from "./send-api";
import { getState, moveState } from "./state-api";
import { cancel, pushDueTicket, pushTicket, reset, suiteRoutes } from "./suite-api";
import { syncMessages } from "./sync-api";
import { ownToken } from "./tokens-api";
import { makeTrouble } from "./trouble";
import { type Corp, externalId, findCorp, newWorld, now, type World } from "./world";

/** On the next call: throttle, busy, timeout, refuse, fail-late, tokens that die, lose-media, empty-page. On the next callback: the others. */
const EFFECTS = [
  ...["throttle", "busy", "timeout", "refuse", "fail-late", "invalid-token", "expire-token", "invalid-suite-token", "lose-media", "empty-page"],
  ...["double", "reorder", "lose-callback", "wrong-signature", "wrong-receiver"],
];

const TICKET_CHECK_MS = 30_000;
/** Until somebody listens: the product may start later. */
const FIRST_TICKET_MS = 2_000;

/** Starts a WeCom for customer service on one port. */
export async function start(options: WecomOptions): Promise<Running> {
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
  const running = await serve(options.port, [...ownRoutes(platform), ...phoneRoutes(platform), ...suiteRoutes(platform), ...corpRoutes(platform)]);
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

const INTRO = "You are the customer. Write to a customer service account as from WeChat. The corporations' console is at /console.";
const EXTRAS = [
  { label: "Come in by a link", path: "enter", body: { scene: "shop_page", sceneParam: "sku=AF-550" } },
  { label: "Send a place", path: "messages", body: { location: true } },
  {
    label: "Pass a chat on",
    path: "messages",
    body: {
      merged: {
        title: "群聊的聊天记录",
        said: [
          { name: "小雨", text: "这家靠谱吗？" },
          { name: "建国", text: "靠谱" },
        ],
      },
    },
  },
  { label: "Take back the last", path: "recall", body: {} },
  { label: "Colleague: take", path: "colleague", body: { act: "take" } },
  { label: "Colleague: answer", path: "colleague", body: { act: "reply", text: "您好，我是客服小李。" } },
  { label: "Colleague: end", path: "colleague", body: { act: "end" } },
];

function ownRoutes(platform: Platform): Route[] {
  return [
    ["GET", /^\/$/, () => html(phonePage({ title: "WeCom", accent: "#2a6fd6", intro: INTRO, extras: EXTRAS }))],
    ["GET", /^\/__live$/, (call) => platform.live.open(call)],
    ["GET", /^\/__state$/, () => state(platform)],
    ["POST", /^\/__control$/, (call) => platform.control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__webhook$/, (call) => setWebhook(platform, call)],
    ["POST", /^\/__trouble$/, (call) => withCorp(platform, call, (corp, fields) => makeTrouble(platform, corp, fields))],
    ["POST", /^\/__cancel$/, (call) => withCorp(platform, call, async (corp) => ({ status: 200, body: { isTaken: await cancel(platform, corp) } }))],
    ["POST", /^\/__reset$/, (call) => withCorp(platform, call, async (corp) => ({ status: 200, body: { isTaken: await reset(platform, corp) } }))],
    ["GET", /^\/console$/, () => consolePage(platform)],
    ["POST", /^\/__console$/, (call) => configure(platform, call)],
    ["GET", /^\/3rdapp\/install$/, (call) => installPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["GET", /^\/files\/([\w-]+)$/, (_call, id = "") => platform.media.serve(id)],
  ];
}

/** What is called with a corporation's token. */
function corpRoutes(platform: Platform): Route[] {
  const as = (run: Parameters<typeof asCorp>[1]) => asCorp(platform, run);
  return [
    ["GET", /^\/cgi-bin\/gettoken$/, (call) => ownToken(platform, call)],
    ["POST", /^\/cgi-bin\/kf\/account\/list$/, as(listAccounts)],
    ["POST", /^\/cgi-bin\/kf\/customer\/batchget$/, as(getCustomers)],
    ["POST", /^\/cgi-bin\/kf\/sync_msg$/, as(syncMessages)],
    ["POST", /^\/cgi-bin\/kf\/send_msg$/, as(sendMessage)],
    ["POST", /^\/cgi-bin\/kf\/send_msg_on_event$/, as(sendByCode)],
    ["POST", /^\/cgi-bin\/kf\/service_state\/get$/, as(getState)],
    ["POST", /^\/cgi-bin\/kf\/service_state\/trans$/, as(moveState)],
    ["POST", /^\/cgi-bin\/media\/upload$/, as(({ call }) => upload(platform, call))],
    ["GET", /^\/cgi-bin\/media\/get$/, as(({ call }) => download(platform, call))],
  ];
}

/** Everything the platform knows, with the ids by which each customer is known: for tests and for the demo's seed. */
function state({ world, options, control }: Platform): Answer {
  const idsOf = (corp: Corp) => world.people.map(({ id }) => [id, { own: externalId("own", corp.corpId, id), suite: externalId("suite", corp.corpId, id) }]);
  const externalIds = Object.fromEntries(world.corps.map((corp) => [corp.corpId, Object.fromEntries(idsOf(corp))]));
  return { status: 200, body: { ...world, externalIds, webhookUrl: options.webhookUrl ?? null, next: control.waiting() } };
}

/** POST /__clock {advanceHours}: time passes for windows, codes, tokens, files and tickets. */
async function moveClock(platform: Platform, call: Call): Promise<Answer> {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  await pushDueTicket(platform);
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__webhook {url}: where the suite listens from now on; it gets its ticket at once. */
async function setWebhook(platform: Platform, call: Call): Promise<Answer> {
  platform.options.webhookUrl = text(jsonBody(call).url);
  return { status: 200, body: { isTaken: await pushTicket(platform) } };
}

async function withCorp(platform: Platform, call: Call, run: (corp: Corp, body: Record<string, unknown>) => Answer | Promise<Answer>): Promise<Answer> {
  const body = jsonBody(call);
  const corp = findCorp(platform.world, text(body.corp));
  return corp ? run(corp, body) : badRequest("corp is a CorpID");
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
