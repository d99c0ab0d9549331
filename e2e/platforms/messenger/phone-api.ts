import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { actOf, answerInPageInbox, comeBack, edit, handOver, optIn, press, react, see, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import type { Message, Page, Person } from "./world";

type Fields = Record<string, unknown>;
type Act = ReturnType<typeof actOf>;

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => Promise<object>) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const { person, page } = chosen(platform, text(fields.person), text(fields.account));
      if (!person || !page) return badRequest("person and account are ids from /__phone/state");
      return { status: 200, body: await run(actOf(platform, page, person), fields) };
    };
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    [
      "POST",
      /^\/__phone\/messages$/,
      asPerson(async (act, fields) => {
        const message = await write(platform, act, fields as Written);
        return { id: message.mid, isTaken: message.isTaken };
      }),
    ],
    ["POST", /^\/__phone\/seen$/, asPerson(async (act) => ({ ok: await see(platform, act) }))],
    ["POST", /^\/__phone\/edit$/, asPerson(async (act, { id, text: value }) => ({ ok: await edit(platform, act, { mid: text(id), text: text(value) }) }))],
    ["POST", /^\/__phone\/react$/, asPerson(async (act, { id, emoji }) => ({ ok: await react(platform, act, { mid: text(id), emoji: text(emoji) || null }) }))],
    [
      "POST",
      /^\/__phone\/press$/,
      asPerson(async (act, { id, title, payload }) => press(platform, act, { id: text(id), title: text(title), payload: text(payload) })),
    ],
    ["POST", /^\/__phone\/referral$/, asPerson(async (act, { ref }) => ({ ok: await comeBack(platform, act, text(ref) || "qr-table-7") }))],
    ["POST", /^\/__phone\/optin$/, asPerson(async (act, { title }) => ({ ok: await optIn(platform, act, text(title) || "Weekly offers") }))],
    ["POST", /^\/__phone\/block$/, asPerson(async (act, { isBlocked }) => setBlocked(platform, act, isBlocked === true))],
    ["POST", /^\/__phone\/hand-over$/, asPerson(async (act, { owner }) => ({ ok: await handOver(platform, act, owner === "other" ? "other" : "app") }))],
    ["POST", /^\/__phone\/page-inbox$/, asPerson(async (act, fields) => ({ ok: await answerInPageInbox(platform, act, text(fields.text)) }))],
  ];
}

function chosen({ world }: Platform, personId: string, pageId: string): { person: Person | undefined; page: Page | undefined } {
  return { person: world.people.find((p) => p.id === personId), page: world.pages.find((p) => p.id === pageId) };
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person: Person = { id: String(1001 + platform.world.people.length), name, blocked: [] };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

async function setBlocked(platform: Platform, { person, page }: Act, isBlocked: boolean): Promise<object> {
  person.blocked = person.blocked.filter((id) => id !== page.id).concat(isBlocked ? [page.id] : []);
  platform.changed();
  return { ok: true };
}

function view(platform: Platform, personId: string, pageId: string): PhoneView {
  const { world } = platform;
  const { person = world.people[0], page = world.pages.find((p) => p.fields.length > 0) ?? world.pages[0] } = chosen(platform, personId, pageId);
  const thread = world.threads[`${page?.id}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: world.pages.map(({ id, name, fields }) => ({ id, name, isConnected: fields.length > 0 })),
    person: person?.id ?? "",
    account: page?.id ?? "",
    isBlocked: person?.blocked.includes(page?.id ?? "") ?? false,
    isTyping: thread?.isTyping ?? false,
    messages: thread ? thread.messages.flatMap(bubbles) : [],
  };
}

/** One bubble a file: the phone shows pictures that came together below each other. */
function bubbles(message: Message): PhoneMessage[] {
  const { mid, from, text: value, at, isTaken, buttons, reaction, pageReaction, edits } = message;
  // A world that an earlier version kept has one file, or null.
  const [media = null, ...others] = [message.media ?? []].flat();
  const side = from === "page" ? ("business" as const) : ("person" as const);
  const first = { id: mid, from: side, text: value, media, at, isTaken, buttons, reaction: reaction ?? pageReaction, isEdited: edits > 0 };
  return [first, ...others.map((file, index) => ({ id: `${mid}#${index + 1}`, from: side, text: "", media: file, at, isTaken }))];
}
