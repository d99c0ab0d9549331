import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { Platform } from "./platform";
import { type Account, hex, now } from "./world";

/** What happens to an account at Twilio, by its own people or by Twilio. */
export function consoleRoutes(platform: Platform): Route[] {
  return [
    ["POST", /^\/__clock$/, (call) => moveClock(platform, call)],
    ["POST", /^\/__account$/, (call) => changeAccount(platform, call)],
  ];
}

/** POST /__clock {advanceHours, advanceSeconds}: links grow old. */
function moveClock(platform: Platform, call: Call): Answer {
  const { advanceHours = 0, advanceSeconds = 0 } = jsonBody(call);
  platform.world.clockOffsetMs += Number(advanceHours) * 3600_000 + Number(advanceSeconds) * 1000 || 0;
  platform.changed();
  return { status: 200, body: { now: new Date(now(platform.world)).toISOString() } };
}

const CHANGES: Record<string, (account: Account, value: unknown) => void> = {
  status: (account, value) => Object.assign(account, { status: value }),
  /** The number is given back: it is nobody's. */
  release: (account) => Object.assign(account, { numbers: [] }),
  takesTexts: ({ numbers }, value) => {
    for (const number of numbers) number.takesTexts = value === true;
  },
  smsUrl: ({ numbers }, value) => {
    for (const number of numbers) number.smsUrl = text(value);
  },
  defersToNumber: ({ services }, value) => {
    for (const service of services) service.defersToNumber = value === true;
  },
  emptyPool: ({ services }) => {
    for (const service of services) service.numbers = [];
  },
  /** "Promote secondary token": the first one is worth nothing from now on. */
  promote: (account) => Object.assign(account, { authToken: account.secondaryToken, secondaryToken: hex() }),
};

/** POST /__account {account, status?, release?, takesTexts?, smsUrl?, defersToNumber?, emptyPool?, promote?} */
function changeAccount(platform: Platform, call: Call): Answer {
  const { account: sid, ...changes } = jsonBody(call);
  const account = platform.world.accounts.find((one) => one.sid === text(sid));
  if (!account) return badRequest("account is an account SID");
  for (const [name, value] of Object.entries(changes)) CHANGES[name]?.(account, value);
  platform.changed();
  return { status: 200, body: account };
}
