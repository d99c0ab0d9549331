import { createControl } from "../shared/control";
import { html, type Running, serve } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { botApi } from "./bot-api";
import { consoleRoutes } from "./console-api";
import { phoneRoutes } from "./phone-api";
import type { LineOptions, Platform } from "./platform";
import { STICKER } from "./sticker";
import { giveToken } from "./tokens";
import { createWebhooks, type Event } from "./webhooks";
import { FIRST_GROUP, newWorld, type World } from "./world";

/**
 * Effects on the next call: throttle, forbid, transient (500, nothing done), lost (500, done), timeout (done, never answered),
 * expired-token (of a reply), dead-token (every access token dies), no-token. On the next event: double, batch; on the next film: converting.
 */
const EFFECTS = ["throttle", "forbid", "transient", "lost", "timeout", "expired-token", "dead-token", "no-token", "double", "batch", "converting"] as const;

const INTRO = "You are the customer. Write to an Official Account as on your phone.";

const EXTRAS = [
  { label: "Where I am", path: "messages", body: { location: true } },
  { label: "In a group", path: "messages", body: { group: FIRST_GROUP, text: "Hello from the group" } },
  { label: "Take back my last", path: "unsend", body: {} },
  { label: "Something new", path: "messages", body: { isStrange: true } },
];

/** Starts a LINE platform on one port. */
export async function start(options: LineOptions): Promise<Running> {
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
  const onTaken = (events: Event[]) => {
    markTaken(world, events);
    changed();
  };
  const webhooks = createWebhooks(world, { options, control, onTaken });
  const platform: Platform = { options, world, control, live, webhooks, files: new Map(), changed };
  const running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage({ title: "LINE", accent: "#06a94a", intro: INTRO, hasSticker: true, extras: EXTRAS }))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ...consoleRoutes(platform),
    ...phoneRoutes(platform),
    ["GET", /^\/stickershop\/v1\/sticker\/\d+\/android\/sticker\.png$/, () => ({ status: 200, headers: { "content-type": "image/png" }, body: STICKER })],
    ["POST", /^\/oauth2\/v3\/token$/, (call) => giveToken(platform, call, "stateless")],
    ["POST", /^\/v2\/oauth\/accessToken$/, (call) => giveToken(platform, call, "short")],
    ["*", /^\/v2\/bot\//, (call) => botApi(platform, call)],
  ]);
  return {
    url: running.url,
    async close() {
      webhooks.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}

function markTaken(world: World, events: Event[]): void {
  const ids = events.map(({ message }) => (message as { id?: string } | undefined)?.id);
  for (const { messages } of Object.values(world.chats)) for (const message of messages) if (ids.includes(message.id)) message.isTaken = true;
}
