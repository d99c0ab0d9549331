import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { type Act, actOf, answerInApp, changeNumber, edit, preferMarketing, press, react, revoke, see, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { accountOf } from "./values";
import type { Message, Num, Person } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => Promise<unknown>) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const { person, number } = chosen(platform, text(fields.person), text(fields.account));
      if (!person || !number) return badRequest("person and account are ids from /__phone/state");
      return { status: 200, body: { ok: await run(actOf(platform, number, person), fields) } };
    };
  const written = async (message: Promise<Message>): Promise<object> => message.then(({ wamid, isTaken }) => ({ id: wamid, isTaken }));
  const asWriter = (run: (act: Act, fields: Fields) => Promise<Message>) => async (call: Call) => {
    const fields = jsonBody(call);
    const { person, number } = chosen(platform, text(fields.person), text(fields.account));
    if (!person || !number) return badRequest("person and account are ids from /__phone/state");
    return { status: 200, body: await written(run(actOf(platform, number, person), fields)) };
  };
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/messages$/, asWriter((act, fields) => write(platform, act, fields as Written))],
    [
      "POST",
      /^\/__phone\/press$/,
      asWriter((act, { id, title, payload }) => press(platform, act, { id: text(id), title: text(title), payload: text(payload) })),
    ],
    ["POST", /^\/__phone\/app-answer$/, asWriter((act, fields) => answerInApp(platform, act, text(fields.text)))],
    ["POST", /^\/__phone\/seen$/, asPerson((act) => see(platform, act))],
    ["POST", /^\/__phone\/edit$/, asPerson((act, { id, text: value }) => edit(platform, act, { id: text(id), text: text(value) }))],
    ["POST", /^\/__phone\/revoke$/, asPerson((act, { id }) => revoke(platform, act, text(id)))],
    ["POST", /^\/__phone\/react$/, asPerson((act, { id, emoji }) => react(platform, act, { id: text(id), emoji: text(emoji) || null }))],
    ["POST", /^\/__phone\/block$/, asPerson((act, { isBlocked }) => setBlocked(platform, act, isBlocked === true))],
    ["POST", /^\/__phone\/number$/, asPerson((act, { phone }) => changeNumber(platform, act, text(phone).replace(/\D/g, "")))],
    ["POST", /^\/__phone\/marketing$/, asPerson((act, { isWanted }) => preferMarketing(platform, act, isWanted === true))],
  ];
}

function chosen({ world }: Platform, personId: string, numberId: string): { person: Person | undefined; number: Num | undefined } {
  return { person: world.people.find(({ id }) => id === personId), number: world.numbers.find(({ id }) => id === numberId) };
}

/** With a user name, when one is given, and then without a visible number. */
function addPerson(platform: Platform, call: Call): Answer {
  const { name: given, username, phone } = jsonBody(call);
  const name = text(given).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const index = platform.world.people.length;
  const digits = text(phone).replace(/\D/g, "") || `491511${String(7_000_000 + index)}`;
  const person: Person = {
    id: String(1001 + index),
    name,
    phone: digits,
    numberVersion: 1,
    blocked: [],
    optedOut: [],
    ...(username ? { username: text(username) } : {}),
  };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

async function setBlocked(platform: Platform, { person, number }: Act, isBlocked: boolean): Promise<boolean> {
  person.blocked = person.blocked.filter((id) => id !== number.id).concat(isBlocked ? [number.id] : []);
  platform.changed();
  return true;
}

function view(platform: Platform, personId: string, numberId: string): PhoneView {
  const { world } = platform;
  const isConnected = (number: Num) => number.isRegistered && accountOf(world, number).isSubscribed;
  const { person = world.people[0], number = world.numbers.find(isConnected) ?? world.numbers[0] } = chosen(platform, personId, numberId);
  const thread = world.threads[`${number?.id}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: world.numbers.map((n) => ({ id: n.id, name: n.name, isConnected: isConnected(n) })),
    person: person?.id ?? "",
    account: number?.id ?? "",
    isBlocked: person?.blocked.includes(number?.id ?? "") ?? false,
    isTyping: thread?.isTyping ?? false,
    messages: thread ? thread.messages.map(bubble) : [],
  };
}

function bubble({ wamid, from, text: value, shown = "", media, at, isTaken, buttons, reaction, isEdited, isRevoked }: Message): PhoneMessage {
  return { id: wamid, from, text: isRevoked ? "This message was deleted" : value || shown, media, at, isTaken, buttons, reaction, isEdited };
}
