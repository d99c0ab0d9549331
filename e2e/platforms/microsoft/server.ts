import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, html, jsonBody, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { consentPage, decideConsent } from "./consent-page";
import { draftRoutes, SEND_EFFECTS } from "./drafts-api";
import { inboxRoutes } from "./inbox-api";
import { createNotices } from "./notices";
import { phoneRoutes } from "./phone-api";
import type { MicrosoftOptions, Platform } from "./platform";
import { living, subscriptionRoutes } from "./subscriptions-api";
import { giveToken } from "./tokens";
import { newWorld, now, type World } from "./world";

/** On the next call; on the next token; on the next notice. */
const OF_CALLS = ["token-dies", "throttle", "busy", "no-permission", "forget-place"];
const OF_TOKENS = ["revoke", "interaction", "secret-expired", "login-busy"];
const OF_NOTICES = ["double", "lose-notice", "forged-notice"];

const INTRO = "You are the customer. Write to a mailbox at Microsoft 365 as from your own.";

/** Starts Microsoft's mail on one port: sign-in, tokens, Graph and its notifications. */
export async function start(options: MicrosoftOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld();
  const live = createLive();
  const control = createControl([...OF_CALLS, ...OF_TOKENS, ...OF_NOTICES, ...SEND_EFFECTS], () => {
    world.clockOffsetMs = 0;
  });
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const notices = createNotices(world, { options, control });
  const platform: Platform = { options, world, control, live, url: () => running.url, codes: new Map(), uploads: new Map(), changed, notify: notices.notify };
  const running: Running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage({ title: "Mail (Microsoft)", accent: "#0f6cbd", intro: INTRO }))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__lifecycle$/, (call) => tellOfLife(platform, call, notices.lifecycle)],
    ["GET", /^\/common\/oauth2\/v2\.0\/authorize$/, (call) => consentPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["POST", /^\/common\/oauth2\/v2\.0\/token$/, (call) => giveToken(platform, call)],
    ...phoneRoutes(platform),
    ...inboxRoutes(platform),
    ...draftRoutes(platform),
    ...subscriptionRoutes(platform),
  ]);
  return {
    url: running.url,
    async close() {
      notices.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

/** POST /__clock {advanceHours}: time passes for tokens and subscriptions. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3_600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__lifecycle {account, event}: Microsoft says something of the subscriptions themselves. */
async function tellOfLife(platform: Platform, call: Call, tell: ReturnType<typeof createNotices>["lifecycle"]): Promise<Answer> {
  const { account, event } = jsonBody(call);
  if (!["reauthorizationRequired", "subscriptionRemoved", "missed"].includes(text(event))) return badRequest("event is one of Microsoft's three");
  const about = living(platform).filter(({ address }) => address === account);
  if (event === "subscriptionRemoved") platform.world.subscriptions = platform.world.subscriptions.filter((s) => !about.includes(s));
  platform.changed();
  for (const subscription of about) await tell(subscription, text(event));
  return { status: 200, body: { told: about.length } };
}
