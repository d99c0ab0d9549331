import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { Platform } from "./platform";
import { type Account, now } from "./world";

/** What happens to an account at LINE, by its own people or by LINE. */
export function consoleRoutes(platform: Platform): Route[] {
  return [
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__account$/, (call) => changeAccount(platform, call)],
    ["POST", /^\/__group$/, (call) => changeGroup(platform, call)],
  ];
}

/** POST /__clock {advanceHours, advanceSeconds}: tokens and windows grow old. */
function moveClock(platform: Platform, call: Call): Answer {
  const { advanceHours = 0, advanceSeconds = 0 } = jsonBody(call);
  platform.world.clockOffsetMs += Number(advanceHours) * 3600_000 + Number(advanceSeconds) * 1000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

const CHANGES: Record<string, (account: Account, value: unknown) => void> = {
  chatMode: (account, value) => Object.assign(account, { chatMode: value === "chat" ? "chat" : "bot" }),
  useWebhook: ({ console: given }, value) => Object.assign(given, { useWebhook: value === true }),
  redelivery: ({ console: given }, value) => Object.assign(given, { redelivery: value === true }),
  limit: ({ quota }, value) => Object.assign(quota, { limit: typeof value === "number" ? value : null }),
  used: ({ quota }, value) => Object.assign(quota, { used: Number(value) }),
  isSuspended: (account, value) => Object.assign(account, { isSuspended: value === true }),
  /** "Reissue": what was signed and bought with the old one is worth nothing. */
  secret: (account, value) => Object.assign(account, { secret: text(value), tokens: [] }),
  longLivedToken: (account, value) => Object.assign(account, { longLivedToken: text(value) }),
  endpoint: (account, value) => Object.assign(account, { endpoint: text(value) || null }),
};

/** POST /__account {account, chatMode?, useWebhook?, redelivery?, limit?, used?, isSuspended?, secret?, longLivedToken?, endpoint?} */
async function changeAccount(platform: Platform, call: Call): Promise<Answer> {
  const { account: id, ...changes } = jsonBody(call);
  const account = platform.world.accounts.find(({ channelId }) => channelId === text(id));
  if (!account) return badRequest("account is a channel ID");
  for (const [name, value] of Object.entries(changes)) CHANGES[name]?.(account, value);
  platform.changed();
  if ("isSuspended" in changes) await platform.webhooks.emit(account, { type: account.isSuspended ? "botSuspended" : "botResumed" });
  return { status: 200, body: account };
}

/** POST /__group {group, isNameless}: whether its people have agreed to be named. */
function changeGroup(platform: Platform, call: Call): Answer {
  const { group: id, isNameless } = jsonBody(call);
  const group = platform.world.groups.find((one) => one.id === text(id));
  if (!group) return badRequest("group is the id of a group");
  group.isNameless = isNameless === true;
  platform.changed();
  return { status: 200, body: group };
}
