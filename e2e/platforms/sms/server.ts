import { createControl } from "../shared/control";
import { html, type Running, serve } from "../shared/http";
import { createLive } from "../shared/live";
import { phonePage } from "../shared/phone-page";
import { openStateFile } from "../shared/state-file";
import { consoleRoutes } from "./console-api";
import { phoneRoutes } from "./phone-api";
import type { Platform, SmsOptions } from "./platform";
import { listServices, restApi, serveMedia, serviceApi } from "./rest-api";
import { REFUSAL_EFFECTS } from "./send-api";
import { createStatuses, END_EFFECTS } from "./statuses";
import { createWebhooks } from "./webhooks";
import { newWorld, type World } from "./world";

/**
 * Effects on the next call: throttle, dead-token, transient (500, nothing done), lost (500, queued), timeout (queued, never answered), and
 * Twilio's refusals by name. On the next text sent: how it ends, reorder, double-status. On the next one received: double, secondary, new-field.
 */
const EFFECTS = ["throttle", "dead-token", "transient", "lost", "timeout", "reorder", "double-status", "double", "secondary", "new-field"];

const INTRO = "You are the customer. Text a number as on your phone.";
const EXTRAS = [
  { label: "STOP", path: "messages", body: { text: "STOP" } },
  { label: "START", path: "messages", body: { text: "START" } },
  { label: "Reaction of an iPhone", path: "messages", body: { text: "Liked “On its way”" } },
  {
    label: "Contact",
    path: "messages",
    body: { photo: { name: "ines.vcf", type: "text/vcard", base64: Buffer.from("BEGIN:VCARD\nFN:Ines Vogel\nEND:VCARD\n").toString("base64") } },
  },
  { label: "To the pool", path: "messages", body: { text: "Hello, pool", isToPool: true } },
];

/** Starts a Twilio on one port. */
export async function start(options: SmsOptions): Promise<Running> {
  const file = openStateFile<World>(options.stateFile);
  const world = file.load() ?? newWorld(options.appSecret);
  const live = createLive();
  const control = createControl([...EFFECTS, ...REFUSAL_EFFECTS, ...END_EFFECTS], () => {
    world.clockOffsetMs = 0;
  });
  const changed = () => {
    file.save(world);
    live.changed();
  };
  const webhooks = createWebhooks(world, options);
  const statuses = createStatuses({ options, control, webhooks, changed });
  let url = "";
  const platform: Platform = { options, world, control, live, webhooks, statuses, files: new Map(), changed, baseUrl: () => url };
  const running = await serve(options.port, [
    ["GET", /^\/$/, () => html(phonePage({ title: "Text messages", accent: "#c8263f", intro: INTRO, extras: EXTRAS }))],
    ["GET", /^\/__live$/, (call) => live.open(call)],
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ...consoleRoutes(platform),
    ...phoneRoutes(platform),
    ["GET", /^\/media\/(ME\w+)$/, (call, sid = "") => serveMedia(platform, call, sid)],
    ["GET", /^\/v1\/Services$/, (call) => listServices(platform, call)],
    ["*", /^\/v1\/Services\/(MG\w+)$/, (call, sid = "") => serviceApi(platform, call, sid)],
    ["*", /^\/2010-04-01\/Accounts\/(AC\w+)(\/.+|\.json)$/, (call, ...match) => restApi(platform, call, match)],
  ]);
  url = running.url;
  return {
    url,
    async close() {
      statuses.close();
      live.close();
      file.close();
      await running.close();
    },
  };
}
