import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { type Act, actOf, scan, tapMenu, unfollow, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { findAccount, isConnected, type Message, now, type Person } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => Promise<object>) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const account = findAccount(platform.world, text(fields.account));
      const person = platform.world.people.find((p) => p.id === text(fields.person));
      if (!person || !account) return badRequest("person and account are ids from /__phone/state");
      return { status: 200, body: await run(actOf(platform, account, person), fields) };
    };
  const isOk = async (done: Promise<boolean>) => ({ ok: await done });
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    [
      "POST",
      /^\/__phone\/messages$/,
      asPerson(async (act, fields) => {
        const { id, isTaken } = await write(platform, act, fields as Written);
        return { id, isTaken };
      }),
    ],
    // WeChat tells accounts nothing of what was seen.
    ["POST", /^\/__phone\/seen$/, asPerson(async () => ({ ok: true }))],
    ["POST", /^\/__phone\/press$/, asPerson((act, { title, payload }) => write(platform, act, { tapped: { id: text(payload), title: text(title) } }))],
    ["POST", /^\/__phone\/block$/, asPerson((act, { isBlocked }) => isOk(isBlocked === true ? unfollow(platform, act) : scan(platform, act, "")))],
    ["POST", /^\/__phone\/scan$/, asPerson((act, { scene }) => isOk(scan(platform, act, text(scene))))],
    [
      "POST",
      /^\/__phone\/menu$/,
      asPerson((act, { key, kind, result }) => isOk(tapMenu(platform, act, { key: text(key), kind: text(kind) || "CLICK", result: text(result) }))),
    ],
  ];
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person: Person = { id: String(3001 + platform.world.people.length), name };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

function view({ world }: Platform, personId: string, appId: string): PhoneView {
  const person = world.people.find((p) => p.id === personId) ?? world.people[0];
  const account = findAccount(world, appId) ?? world.accounts.find(isConnected) ?? world.accounts[0];
  const thread = world.threads[`${account?.appId}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: world.accounts.map((a) => ({ id: a.appId, name: a.name, isConnected: isConnected(a), hint: `AppID ${a.appId}, AppSecret ${a.secret}` })),
    person: person?.id ?? "",
    account: account?.appId ?? "",
    isBlocked: thread ? !thread.isFollowing : false,
    isTyping: thread !== undefined && thread.typingUntil > now(world),
    lacks: ["edit", "react"],
    messages: thread ? thread.messages.map(bubble) : [],
  };
}

function bubble({ id, from, text: value, media, at, isTaken, buttons }: Message): PhoneMessage {
  return { id, from: from === "account" ? "business" : "person", text: value, media, at, isTaken, buttons };
}
