import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, html, jsonBody, type Running, serve, text } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { botApi, serveFile } from "./bot-api";
import { createFiles } from "./files";
import { phoneRoutes } from "./phone-api";
import type { Platform, TelegramOptions } from "./platform";
import { createUpdates } from "./updates";
import { newWorld, now, type World } from "./world";

/** Effects on the next call: throttle, refuse, transient, timeout. On the next update: double. */
const EFFECTS = ["throttle", "refuse", "transient", "timeout", "double"] as const;

const PAGE = {
  title: "Telegram",
  accent: "#3390ec",
  intro: "You are the customer. Write to a bot as on your phone.",
  extras: [
    { label: "Where I am", path: "messages", body: { location: true } },
    { label: "Share a place", path: "messages", body: { venue: true } },
    { label: "Share my number", path: "messages", body: { ownNumber: true } },
    { label: "GIF", path: "messages", body: { animation: true } },
  ],
};

/** Starts a Telegram platform on one port. */
export async function start(options: TelegramOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld(options.appSecret);
  const live = createLive();
  const control = createControl(EFFECTS, () => {
    world.clockOffsetMs = 0;
  });
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const updates = createUpdates(world, { options, control, changed });
  const platform: Platform = { options, world, control, live, updates, files: createFiles(world), changed };
  const running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage(PAGE))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    // The bot that the demo connects by itself.
    [
      "GET",
      /^\/__demo$/,
      () => ({ status: 200, body: { channels: world.bots.slice(0, 1).map(({ name, token }) => ({ name, credentials: { botToken: token } })) } }),
    ],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__revoke$/, (call) => revoke(platform, call)],
    ...phoneRoutes(platform),
    ["GET", /^\/file\/bot([^/]+)\/(.+)$/, (_call, token = "", path = "") => serveFile(platform, token, path)],
    ["*", /^\/bot([^/]+)\/(\w+)$/, (call, ...match) => botApi(platform, call, match)],
  ]);
  for (const bot of world.bots) updates.wake(bot);
  return {
    url: running.url,
    async close() {
      updates.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

/** POST /__clock {advanceHours}: time passes for what waits. */
function moveClock(platform: Platform, call: Call): Answer {
  platform.world.clockOffsetMs += Number(jsonBody(call).advanceHours) * 3600_000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

/** POST /__revoke {account}: what @BotFather's /revoke does. */
function revoke(platform: Platform, call: Call): Answer {
  const bot = platform.world.bots.find((b) => String(b.id) === text(jsonBody(call).account));
  if (!bot) return badRequest("account is the id of a bot");
  bot.token = `${bot.token.slice(0, -8)}${Math.random().toString(36).slice(2, 10).padEnd(8, "x")}`;
  platform.changed();
  return { status: 200, body: { token: bot.token } };
}
