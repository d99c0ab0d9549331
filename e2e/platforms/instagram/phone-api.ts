import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { comment } from "./comments";
import { type Act, actOf, answerInApp, comeBack, edit, handOver, noteToSelf, press, react, see, unsend, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import type { Account, Message, Person } from "./world";

type Fields = Record<string, unknown>;
type Doing = (platform: Platform, act: Act, fields: Fields) => Promise<unknown>;

/** What a customer, and whoever sits in the account's own app, can do: by the path's last word. */
const DOINGS: Record<string, Doing> = {
  messages: async (platform, act, fields) => {
    const { mid: id, isTaken } = await write(platform, act, fields as Written);
    return { id, isTaken };
  },
  seen: see,
  edit: (platform, act, { id, text: words }) => edit(platform, act, { mid: text(id), text: text(words) }),
  unsend: (platform, act, { id }) =>
    unsend(platform, act, text(id) || (act.thread.messages.findLast(({ from, isUnsent }) => from === "person" && !isUnsent)?.mid ?? "")),
  react: (platform, act, { id, emoji }) => react(platform, act, { mid: text(id), emoji: text(emoji) || null }),
  press: (platform, act, { id, title, payload }) => press(platform, act, { id: text(id), title: text(title), payload: text(payload) }),
  referral: (platform, act, { ref }) => comeBack(platform, act, text(ref) || "bio-link"),
  "hand-over": (platform, act, { owner }) => handOver(platform, act, owner === "other" ? "other" : "app"),
  "answer-in-app": (platform, act, fields) => answerInApp(platform, act, text(fields.text)),
  "note-to-self": (platform, act, fields) => noteToSelf(platform, act, text(fields.text) || "note to self"),
  comment: (platform, act, fields) => comment(platform, act, { text: text(fields.text) || "Do you ship to Austria?", isFlat: fields.isFlat === true }),
  block: async (platform, { person, account }, { isBlocked }) => {
    person.blocked = person.blocked.filter((id) => id !== account.userId).concat(isBlocked === true ? [account.userId] : []);
    platform.changed();
  },
};

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/([a-z-]+)$/, (call, doing = "") => act(platform, call, doing)],
  ];
}

async function act(platform: Platform, call: Call, doing: string): Promise<Answer> {
  const fields = jsonBody(call);
  const { person, account } = chosen(platform, text(fields.person), text(fields.account));
  const run = DOINGS[doing];
  if (!run) return { status: 404, body: { error: `a person can: ${Object.keys(DOINGS).join(", ")}` } };
  if (!person || !account) return badRequest("person and account are ids from /__phone/state");
  const done = await run(platform, actOf(platform, account, person), fields);
  return { status: 200, body: typeof done === "object" && done !== null ? done : { ok: done ?? true } };
}

function chosen({ world }: Platform, personId: string, accountId: string): { person: Person | undefined; account: Account | undefined } {
  return { person: world.people.find(({ id }) => id === personId), account: world.accounts.find(({ userId }) => userId === accountId) };
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const username = name.toLowerCase().replaceAll(/\s+/g, ".");
  const person: Person = { id: String(1001 + platform.world.people.length), name, username, blocked: [] };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

const isConnected = ({ fields, page }: Account) => fields.length > 0 || (page?.fields.length ?? 0) > 0;

function view(platform: Platform, personId: string, accountId: string): PhoneView {
  const { world } = platform;
  const { person = world.people[0], account = world.accounts.find(isConnected) ?? world.accounts[0] } = chosen(platform, personId, accountId);
  const thread = world.threads[`${account?.userId}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: world.accounts.map((one) => ({ id: one.userId, name: one.name, isConnected: isConnected(one) })),
    person: person?.id ?? "",
    account: account?.userId ?? "",
    isBlocked: person?.blocked.includes(account?.userId ?? "") ?? false,
    isTyping: thread?.isTyping ?? false,
    messages: thread ? thread.messages.flatMap(bubbles) : [],
  };
}

/** One bubble a file: the phone shows pictures that came together below each other. */
function bubbles(message: Message): PhoneMessage[] {
  const { mid, from, at, isTaken, buttons, reaction, accountReaction, edits } = message;
  const [media = null, ...others] = message.media;
  const side = from === "account" ? ("business" as const) : ("person" as const);
  const words = message.isUnsent ? "(taken back)" : message.text || (media ? "" : "❤️");
  const first = { id: mid, from: side, text: words, media, at, isTaken, buttons, reaction: reaction ?? accountReaction, isEdited: edits > 0 };
  return [first, ...others.map((file, index) => ({ id: `${mid}#${index + 1}`, from: side, text: "", media: file, at, isTaken }))];
}
