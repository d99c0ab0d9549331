import { createControl } from "../shared/control";
import { type Answer, type Call, html, jsonBody, type Running, serve } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { apiRoutes } from "./api";
import { consentPage, decideConsent } from "./consent-page";
import { phoneRoutes } from "./phone-api";
import type { GmailOptions, Platform } from "./platform";
import { createPush } from "./push";
import { giveToken } from "./tokens";
import { newWorld, now, type World } from "./world";

/** On the next call: a token that dies, the API's refusals, silence; and on the next push. */
const OF_CALLS = [
  "token-dies",
  "throttle",
  "user-rate",
  "daily",
  "no-permission",
  "transient",
  "timeout",
  "forget-history",
  "replace-id",
  "bad-recipient",
  "revoke",
];
const OF_PUSHES = ["double", "lose-push"];

/** Starts Google's mail on one port: sign-in, tokens, API and pushes. */
export async function start(options: GmailOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld();
  const live = createLive();
  const control = createControl([...OF_CALLS, ...OF_PUSHES], () => {
    world.clockOffsetMs = 0;
  });
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const { push, close: stopPushing } = createPush(world, { options, control });
  const platform: Platform = { options, world, control, live, codes: new Map(), changed, push };
  const running = await serve(options.port, [
    [
      "GET",
      /^\/$/,
      () => html(phonePage({ title: "Mail (Google)", accent: "#0b57d0", intro: "You are the customer. Write to a mailbox at Google as from your own." })),
    ],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__revoke$/, () => revokeAll(platform)],
    ["GET", /^\/o\/oauth2\/v2\/auth$/, (call) => consentPage(platform, call)],
    ["POST", /^\/__consent$/, (call) => decideConsent(platform, call)],
    ["POST", /^\/token$/, (call) => giveToken(platform, call)],
    ...phoneRoutes(platform),
    ...apiRoutes(platform),
  ]);
  return {
    url: running.url,
    async close() {
      stopPushing();
      live.close();
      file.close();
      await running.close();
    },
  };
}

/** POST /__clock {advanceHours}: time passes for tokens and watches. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3_600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** The owner takes every permission back at myaccount.google.com. */
function revokeAll({ world, changed }: Platform): Answer {
  world.grants = {};
  world.tokens = {};
  changed();
  return { status: 200, body: { revoked: true } };
}
