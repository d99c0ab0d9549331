import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { colleagueAct } from "./colleague-acts";
import { enter, recall, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { findAccount, isConnected, type Message, type Person, type Session, sessionOf } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer; and what colleagues do in WeCom's own program. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (session: Session, fields: Fields) => Promise<Answer>) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const found = findAccount(platform.world, text(fields.account));
      const person = platform.world.people.find((p) => p.id === text(fields.person));
      if (!person || !found) return badRequest("person and account are ids from /__phone/state");
      return run(sessionOf(platform.world, found.account.openKfId, person.id), fields);
    };
  const say = async (done: Promise<object>): Promise<Answer> => ({ status: 200, body: await done });
  const written = async (session: Session, what: Written) => {
    const { id, isTaken } = await write(platform, session, what);
    return { id, isTaken };
  };
  const isOk = async (done: Promise<boolean>) => ({ ok: await done });
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/messages$/, asPerson((session, fields) => say(written(session, fields as Written)))],
    // WeCom tells nobody what was seen.
    ["POST", /^\/__phone\/seen$/, asPerson(async () => ({ status: 200, body: { ok: true } }))],
    ["POST", /^\/__phone\/press$/, asPerson((session, { title, payload }) => say(written(session, { tapped: { id: text(payload), title: text(title) } })))],
    ["POST", /^\/__phone\/block$/, asPerson((session, { isBlocked }) => say(refuseMessages(platform, session, isBlocked === true)))],
    [
      "POST",
      /^\/__phone\/enter$/,
      asPerson((session, { scene, sceneParam }) => say(isOk(enter(platform, session, { scene: text(scene), sceneParam: text(sceneParam) })))),
    ],
    ["POST", /^\/__phone\/recall$/, asPerson((session, { id }) => say(isOk(recall(platform, session, text(id) || lastOf(session)))))],
    ["POST", /^\/__phone\/colleague$/, asPerson((session, fields) => colleagueAct(platform, session, fields as { act: string }))],
  ];
}

const lastOf = (session: Session): string => session.messages.findLast(({ from }) => from === "person")?.id ?? "";

/** Whoever refuses an account's messages does so without its being told; what is sent then fails, afterwards. */
async function refuseMessages(platform: Platform, session: Session, isRefusing: boolean): Promise<object> {
  session.isRefusing = isRefusing;
  platform.changed();
  return { ok: true };
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person: Person = { id: String(4001 + platform.world.people.length), name };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

function view({ world }: Platform, personId: string, openKfId: string): PhoneView {
  const all = world.corps.flatMap((corp) => corp.accounts.map((account) => ({ corp, account })));
  const person = world.people.find((p) => p.id === personId) ?? world.people[0];
  const chosen = all.find(({ account }) => account.openKfId === openKfId) ?? all.find(({ corp, account }) => isConnected(corp, account.openKfId)) ?? all[0];
  const session = world.sessions[`${chosen?.account.openKfId}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: all.map(({ corp, account }) => ({
      id: account.openKfId,
      name: account.name,
      isConnected: isConnected(corp, account.openKfId),
      hint: `${corp.name}: CorpID ${corp.corpId}, Secret ${corp.secret}, OpenKfId ${account.openKfId}`,
    })),
    person: person?.id ?? "",
    account: chosen?.account.openKfId ?? "",
    isBlocked: session?.isRefusing ?? false,
    isTyping: false,
    lacks: ["edit", "react"],
    messages: session ? session.messages.map(bubble) : [],
  };
}

function bubble({ id, from, text: value, media, at, isTaken, buttons }: Message): PhoneMessage {
  return { id, from: from === "account" ? "business" : "person", text: value, media, at, isTaken, buttons };
}
